package io.refrain.core.commit.model;

import io.refrain.core.Partition;
import io.refrain.core.testing.Defect;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is explored: some runs at once over some content that is there before.
 *
 * @param name for a person to read
 * @param before is committed first
 * @param runs are interleaved in every way
 * @param foreign where somebody else writes at some moment, if anywhere
 * @param faults how many calls fail at the most
 * @param storeDefects planted in the store
 * @param protocolDefect planted between protocol and store
 */
record History(
    String name,
    ModelRun before,
    List<ModelRun> runs,
    Optional<Partition> foreign,
    int faults,
    Set<Defect> storeDefects,
    ProtocolDefect protocolDefect) {

  History(String name, ModelRun before, List<ModelRun> runs, int faults) {
    this(name, before, runs, Optional.empty(), faults, Set.of(), ProtocolDefect.NONE);
  }

  History withForeign(Partition where) {
    return new History(
        name, before, runs, Optional.of(where), faults, storeDefects, protocolDefect);
  }

  History with(Defect defect) {
    return new History(name, before, runs, foreign, faults, Set.of(defect), protocolDefect);
  }

  History with(ProtocolDefect defect) {
    return new History(name, before, runs, foreign, faults, storeDefects, defect);
  }
}
