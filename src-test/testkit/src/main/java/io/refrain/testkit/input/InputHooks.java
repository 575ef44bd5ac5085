package io.refrain.testkit.input;

import io.refrain.testkit.input.Delivery.Portion;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/** How the pipeline of one run asked for its input. */
public final class InputHooks {
  private final String run;
  private final Delivery delivery;
  private boolean used;
  private boolean cuts;
  private boolean olderIsGiven;
  private String older = "what the pipeline brought for it";

  /** For the run of this identity. */
  public InputHooks(String run, Delivery delivery) {
    this.run = run;
    this.delivery = delivery;
  }

  public <T> List<T> rows(List<T> rows) {
    used = true;
    return DeliveredList.of(delivery, rows);
  }

  public <T> List<T> rows(List<T> rows, List<T> older) {
    used = true;
    olderIsGiven = true;
    return isOlder()
        ? DeliveredList.of(delivery.of(Portion.ALL), older)
        : DeliveredList.of(delivery, rows);
  }

  public Path files(Path directory) {
    used = true;
    return DeliveredFiles.of(delivery, directory);
  }

  public Path files(Path directory, Path older) {
    used = true;
    olderIsGiven = true;
    return isOlder()
        ? DeliveredFiles.of(delivery.of(Portion.ALL), older)
        : DeliveredFiles.of(delivery, directory);
  }

  public <T> PTransform<PCollection<T>, PCollection<T>> deliver() {
    used = true;
    cuts = true;
    return new Deliver<>(run, olderIsGiven && isOlder() ? delivery.of(Portion.ALL) : delivery);
  }

  /** Asks whether this run stands for an older one; who asks brings the older input himself. */
  public boolean askWhetherOlder() {
    olderIsGiven = true;
    return isOlder();
  }

  /** Says what the older delivery holds. */
  public void describeOlder(String what) {
    older = what;
  }

  /** What the older delivery holds, for a person. */
  public String older() {
    return olderIsGiven ? older : "a part of the rows";
  }

  private boolean isOlder() {
    return delivery.portion() == Portion.OLDER;
  }

  /** Whether the input is delivered by the kit at all. */
  public boolean isUsed() {
    return used;
  }

  /** Whether the kit cuts the input into bundles. */
  public boolean cutsBundles() {
    return cuts;
  }

  /** Whether the pipeline says itself what an older delivery held. */
  public boolean isOlderGiven() {
    return olderIsGiven;
  }
}
