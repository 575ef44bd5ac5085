package io.refrain.cli;

import io.refrain.cli.verify.OlderVersion;
import io.refrain.cli.verify.RowByRow;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowLayout;
import io.refrain.pipelines.input.Delivery;
import java.util.Optional;

/**
 * What a run has to deliver that began before the newest delivery came.
 *
 * @param given it, if somebody has it; null otherwise
 * @param held what of the newest delivery it held, otherwise
 * @param words both, for a person
 */
record OlderDelivery(Delivery given, RowByRow.Held held, String words) {
  /** Of a replace nothing more is needed: the rows that it lacks must come back. */
  private static final OlderDelivery PART =
      new OlderDelivery(null, new RowByRow.Part(), "two thirds of the rows");

  /**
   * The best there is for a command.
   *
   * @param path of an older delivery; null if nobody has one
   */
  static OlderDelivery of(Verification verified, String path) {
    if (path != null) {
      return new OlderDelivery(find(verified, path), new RowByRow.All(), "the rows of " + path);
    }
    // Rows that are only inserted have no older versions.
    return verified.command().replaces() || verified.isSet("--insertOnly")
        ? PART
        : version(verified)
            .map(v -> new OlderDelivery(null, new RowByRow.Older(v), "all rows, " + v.words()))
            .orElse(PART);
  }

  private static Optional<OlderVersion> version(Verification verified) {
    RowLayout layout = RowLayout.of(find(verified, verified.text("--input")).schema());
    return OlderVersion.in(
        layout, new LatestBy(verified.texts("--key"), verified.texts("--latestBy"), null));
  }

  private static Delivery find(Verification verified, String path) {
    return Delivery.find(
        path,
        verified.text("--format"),
        verified.text("--schema"),
        verified.isSet("--ignoreExtra"));
  }

  /** It, in the place of the newest one. */
  Delivery insteadOf(Delivery newest) {
    return given == null ? newest : given;
  }
}
