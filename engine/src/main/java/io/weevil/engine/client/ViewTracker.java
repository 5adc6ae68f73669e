package io.weevil.engine.client;

import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import java.util.Arrays;

/**
 * The last known view: one that {@code weak} replicas have reached, so a liar's great number leads
 * nobody astray.
 */
final class ViewTracker {

  private final Quorums quorums;

  /** By replica: the greatest view that it has replied in. */
  private final long[] reached;

  private View view = View.ZERO;

  ViewTracker(Quorums quorums) {
    this.quorums = quorums;
    this.reached = new long[quorums.n()];
  }

  /** A replica, a member, has replied in {@code replied}. */
  void onReply(ReplicaId from, View replied) {
    if (replied.number() <= reached[from.index()]) {
      return;
    }
    reached[from.index()] = replied.number();
    if (replied.compareTo(view) > 0) {
      view = new View(reachedByWeak());
    }
  }

  private long reachedByWeak() {
    long[] ascending = reached.clone();
    Arrays.sort(ascending);
    return ascending[ascending.length - quorums.weak()];
  }

  View view() {
    return view;
  }

  ReplicaId primary() {
    return view.primary(quorums.n());
  }
}
