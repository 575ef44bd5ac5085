package io.refrain.core.commit.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.commit.model.ScriptedStore.Answer;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceStore.CommitAnswer;
import io.refrain.core.testing.FaultMode;
import io.refrain.core.testing.InMemoryTarget;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.SimulatedCrash;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Visits every state of a history, breadth first, so that the first wrong one has the shortest way
 * to it. In each state any run may make its next call, and the call may end well or, while faults
 * are left, in any {@link FaultMode}.
 *
 * <p>A state is what the store holds and what each run has been answered: two ways to the same
 * state have the same future, and it is visited once. A store cannot be copied, so a state's store
 * is made again by the calls that led to it.
 */
final class Explorer {
  private static final String NO_FAULT = "";

  private final History history;
  private Map<String, Node> level = new LinkedHashMap<>();
  private long states;
  private long transitions;
  private BigInteger schedules = BigInteger.ZERO;

  private Explorer(History history) {
    this.history = history;
  }

  /**
   * What was explored.
   *
   * @param states different states
   * @param transitions calls between them
   * @param schedules different ways from the beginning to an end
   * @param violation the first state that breaks the promise, and the way to it
   */
  record Report(long states, long transitions, BigInteger schedules, Optional<String> violation) {}

  /** The promise is broken here. */
  private static final class Violation extends Exception {
    private static final long serialVersionUID = 1L;

    private Violation(String what) {
      super(what);
    }
  }

  /** A call that was made. Process -1 is the foreign writer. */
  private record Step(int process, String text, StoreCall.Effect effect) {}

  /** One run as far as it has come. */
  private record Progress(List<Answer> answers, String trace, StoreCall call, ModelRun.End end) {}

  private static final class Node {
    private final List<Step> path;
    private final List<Progress> processes;
    private final Specification spec;
    private final int faultsLeft;
    private final boolean foreignLeft;
    private BigInteger ways;

    private Node(
        List<Step> path,
        List<Progress> processes,
        Specification spec,
        int faultsLeft,
        boolean foreignLeft,
        BigInteger ways) {
      this.path = path;
      this.processes = processes;
      this.spec = spec;
      this.faultsLeft = faultsLeft;
      this.foreignLeft = foreignLeft;
      this.ways = ways;
    }
  }

  static Report explore(History history) throws IOException {
    Explorer explorer = new Explorer(history);
    Optional<String> violation = Optional.empty();
    try {
      explorer.run();
    } catch (Violation e) {
      violation = Optional.of(history.name() + ": " + e.getMessage());
    }
    return new Report(explorer.states, explorer.transitions, explorer.schedules, violation);
  }

  private void run() throws IOException, Violation {
    Node start = start();
    level.put("", start);
    while (!level.isEmpty()) {
      List<Node> now = List.copyOf(level.values());
      level = new LinkedHashMap<>();
      for (Node node : now) {
        states++;
        expand(node);
      }
    }
  }

  private Node start() throws IOException, Violation {
    List<Progress> processes = new ArrayList<>();
    for (int i = 0; i < history.runs().size(); i++) {
      processes.add(resume(i, List.of(), ""));
    }
    ModelRun before = history.before();
    RunToken token = new RunToken(before.pipeline(), before.scope(), before.epoch());
    InMemoryTarget target = target();
    CommitOutcome first;
    try (ReplaceStore store = target.open(Orders.LAYOUT)) {
      first = before.play(store).outcome();
    }
    Specification spec = Specification.EMPTY.after(before, token, first.receiptOrThrow());
    checkContent(spec, List.of(spec), Orders.text(target.rows(Orders.LAYOUT)), List.of());
    return new Node(
        List.of(),
        processes,
        spec,
        history.faults(),
        history.foreign().isPresent(),
        BigInteger.ONE);
  }

  private InMemoryTarget target() {
    return InMemoryTarget.withDefects(history.storeDefects(), Orders.DATE);
  }

  /** The store as a path of calls leaves it. */
  private InMemoryTarget replay(List<Step> path) throws IOException {
    InMemoryTarget target = target();
    try (ReplaceStore store = target.open(Orders.LAYOUT)) {
      history.before().play(store);
      for (Step step : path) {
        if (step.process() < 0) {
          plantForeign(target);
        } else {
          step.effect().on(store);
        }
      }
    }
    return target;
  }

  private void plantForeign(InMemoryTarget target) {
    target.plantForeign("somebody else's", history.foreign().orElseThrow());
  }

  /** Runs a process up to its next call, or its end. */
  private Progress resume(int process, List<Answer> answers, String trace) {
    try {
      ModelRun.End end =
          history.runs().get(process).play(new ScriptedStore(answers, history.protocolDefect()));
      return new Progress(answers, trace, null, end);
    } catch (ScriptedStore.Stopped stopped) {
      return new Progress(answers, trace, stopped.call(), null);
    }
  }

  private void expand(Node node) throws IOException, Violation {
    if (node.foreignLeft) {
      foreignWrites(node);
    }
    boolean ended = true;
    for (int p = 0; p < node.processes.size(); p++) {
      StoreCall call = node.processes.get(p).call();
      if (call == null) {
        continue;
      }
      ended = false;
      step(node, p, Optional.empty());
      if (node.faultsLeft > 0) {
        for (FaultMode mode : FaultMode.values()) {
          if (call.mayFail() || isCrash(mode)) {
            step(node, p, Optional.of(mode));
          }
        }
      }
    }
    if (ended) {
      checkEnd(node);
      schedules = schedules.add(node.ways);
    }
  }

  private static boolean isCrash(FaultMode mode) {
    return mode == FaultMode.CRASH_BEFORE || mode == FaultMode.CRASH_AFTER;
  }

  private static boolean isAfter(FaultMode mode) {
    return mode == FaultMode.FAULT_AFTER || mode == FaultMode.CRASH_AFTER;
  }

  private void foreignWrites(Node node) throws IOException {
    List<Step> path = plus(node.path, new Step(-1, "somebody else writes", StoreCall.NOTHING));
    Specification spec = node.spec.withForeign(history.foreign().orElseThrow());
    InMemoryTarget target = replay(path);
    add(target, new Node(path, node.processes, spec, node.faultsLeft, false, node.ways));
  }

  private void step(Node node, int p, Optional<FaultMode> mode) throws IOException, Violation {
    Progress process = node.processes.get(p);
    StoreCall call = process.call();
    boolean takesEffect = mode.isEmpty() || isAfter(mode.get());
    // A process that is ended does not even close its stager.
    boolean nothing = !takesEffect && isCrash(mode.get());
    StoreCall.Effect effect =
        takesEffect ? call.effect() : nothing ? StoreCall.NOTHING : call.brokenOff();
    String fault = mode.map(m -> " [" + m + "]").orElse(NO_FAULT);
    List<Step> path = plus(node.path, new Step(p, "run " + p + ": " + call.text() + fault, effect));

    InMemoryTarget target = replay(node.path);
    List<List<String>> seen = new ArrayList<>();
    target.duringCommits(() -> seen.add(Orders.text(target.rows(Orders.LAYOUT))));
    Object value;
    try (ReplaceStore store = target.open(Orders.LAYOUT)) {
      value = effect.on(store);
    } catch (AssertionError e) {
      throw violation(e.getMessage(), path);
    }
    transitions++;
    Specification spec = node.spec;
    if (takesEffect && call.plan().isPresent() && value == CommitAnswer.DONE) {
      RunToken token = call.plan().get().receipt().token();
      ModelRun run = history.runs().get(p);
      Optional<String> why = spec.forbids(run, token);
      if (why.isPresent()) {
        throw violation(why.get(), path);
      }
      spec = spec.after(run, token, call.plan().get().receipt());
    }
    for (List<String> rows : seen) {
      checkContent(spec, List.of(node.spec, spec), rows, path);
    }
    checkContent(spec, List.of(spec), Orders.text(target.rows(Orders.LAYOUT)), path);

    String trace = process.trace() + call.text() + fault + " -> " + symbol(value) + "\n";
    Progress resumed = resume(p, plus(process.answers(), answer(mode, value, call)), trace);
    List<Progress> processes = new ArrayList<>(node.processes);
    processes.set(p, resumed);
    int faultsLeft = node.faultsLeft - (mode.isPresent() ? 1 : 0);
    add(target, new Node(path, processes, spec, faultsLeft, node.foreignLeft, node.ways));
  }

  private static Answer answer(Optional<FaultMode> mode, Object value, StoreCall call) {
    if (mode.isEmpty()) {
      return new Answer(value, null);
    }
    return new Answer(
        null,
        isCrash(mode.get())
            ? new SimulatedCrash(call.text())
            : new IOException("simulated fault at " + call.text()));
  }

  /** Where rows were staged depends on the order in which runs staged; nothing else does. */
  private static String symbol(Object value) {
    return value instanceof List<?> staged ? staged.size() + " staged" : String.valueOf(value);
  }

  private void add(InMemoryTarget target, Node node) throws IOException {
    StringBuilder key = new StringBuilder();
    try (ReplaceStore store = target.open(Orders.LAYOUT)) {
      key.append(store.read(ReplaceScope.everything())).append('\n');
    }
    key.append(target.rowsByPartition(Orders.LAYOUT)).append('\n');
    key.append(node.faultsLeft).append(node.foreignLeft).append('\n');
    node.processes.forEach(process -> key.append(process.trace()).append('\f'));
    String digest = DigestUtils.sha1Hex(key.toString().getBytes(UTF_8));
    level.merge(
        digest,
        node,
        (known, more) -> {
          known.ways = known.ways.add(more.ways);
          return known;
        });
  }

  private void checkContent(
      Specification spec, List<Specification> allowed, List<String> rows, List<Step> path)
      throws Violation {
    if (allowed.stream().noneMatch(s -> s.rows().equals(rows))) {
      throw violation("readers see " + rows + " instead of " + spec.rows(), path);
    }
  }

  private void checkEnd(Node node) throws Violation {
    for (int p = 0; p < node.processes.size(); p++) {
      Optional<String> why =
          node.spec.forbidsEnd(history.runs().get(p), node.processes.get(p).end());
      if (why.isPresent()) {
        throw violation(why.get(), node.path);
      }
    }
    if (history.foreign().isPresent() || !onePipeline()) {
      return;
    }
    ModelRun.End newest =
        node.processes.stream()
            .map(Progress::end)
            .max((a, b) -> Long.compare(a.token().epoch(), b.token().epoch()))
            .orElseThrow();
    long sameEpoch =
        node.processes.stream()
            .filter(p -> p.end().token().epoch() == newest.token().epoch())
            .count();
    if (sameEpoch == 1 && newest.outcome() instanceof CommitOutcome.Superseded) {
      throw violation("the newest run, " + newest.token() + ", is not in effect", node.path);
    }
  }

  private boolean onePipeline() {
    return Stream.concat(Stream.of(history.before()), history.runs().stream())
            .map(ModelRun::pipeline)
            .distinct()
            .count()
        == 1;
  }

  private Violation violation(String what, List<Step> path) {
    StringBuilder text = new StringBuilder(what).append(", after");
    IntStream.range(0, history.runs().size())
        .forEach(
            i -> text.append("\n  run ").append(i).append(" is ").append(history.runs().get(i)));
    path.forEach(step -> text.append("\n  ").append(step.text()));
    return new Violation(text.toString());
  }

  private static <T> List<T> plus(List<T> list, T more) {
    List<T> longer = new ArrayList<>(list);
    longer.add(more);
    return Collections.unmodifiableList(longer);
  }
}
