package io.refrain.core.commit.model;

import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.StoreState;
import java.io.IOException;
import java.util.List;

/** A way in which the protocol could be wrong, planted between it and the store. */
enum ProtocolDefect {
  NONE,

  /** It commits without looking whether its token, or a newer one, is stored. */
  NO_LOOK_UP {
    @Override
    StoreState reading(StoreState state) {
      return new StoreState(state.version(), List.of(), state.partitions(), state.foreign());
    }
  },

  /** It takes no notice of epochs. */
  NO_FENCE {
    @Override
    StoreState reading(StoreState state) {
      return new StoreState(
          state.version(),
          List.of(),
          state.partitions().stream()
              .map(p -> new StoreState.Stored(p.partition(), p.owner(), 0, p.rows()))
              .toList(),
          state.foreign());
    }
  },

  /** Somebody else was faster, and it acts on its old plan all the same. */
  PLANS_ONCE {
    @Override
    CommitPlan committing(CommitPlan plan, ReplaceStore store) throws IOException {
      return new CommitPlan(
          store.read(plan.covered()).version(),
          plan.covered(),
          plan.removed(),
          plan.staged(),
          plan.takeOver(),
          plan.receipt());
    }
  };

  StoreState reading(StoreState state) {
    return state;
  }

  CommitPlan committing(CommitPlan plan, ReplaceStore store) throws IOException {
    return plan;
  }
}
