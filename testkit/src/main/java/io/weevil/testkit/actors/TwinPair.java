package io.weevil.testkit.actors;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.testkit.world.Link;
import java.util.ArrayList;
import java.util.List;

/**
 * Two ordinary nodes with one replica's keys, each with a state of its own, neither of which knows
 * of the other: an equivocator that follows every rule (Bano et al., <i>Twins: BFT Systems Made
 * Robust</i>, 2021). The second one has an address that nobody knows: what is meant for the replica
 * reaches the one, the other or both, as the split says.
 */
public final class TwinPair {

  private final Machine first;
  private final Machine second;
  private final TwinSplit split;
  private long saidBySecond;

  TwinPair(Machine first, Machine second, TwinSplit split) {
    this.first = first;
    this.second = second;
    this.split = split;
  }

  /** Of the node that came second. */
  public Witness second() {
    return second.witness();
  }

  /** How many messages of the second one have left it. */
  public long saidBySecond() {
    return saidBySecond;
  }

  /** Where everybody takes both to be. */
  PeerAddress home() {
    return first.address();
  }

  PeerAddress secret() {
    return second.address();
  }

  /** Whether what one of them says to {@code to} leaves. */
  boolean lets(PeerAddress from, PeerAddress to) {
    boolean isSecond = from.equals(secret());
    boolean leaves = isInTouch(isSecond, to);
    if (isSecond && leaves) {
      saidBySecond++;
    }
    return leaves;
  }

  /** Where a message to both arrives. */
  List<Link.Delivery> receivers(PeerAddress from, Link.Delivery delivery) {
    List<Link.Delivery> all = new ArrayList<>();
    if (isInTouch(false, from)) {
      all.add(delivery);
    }
    if (isInTouch(true, from)) {
      all.add(new Link.Delivery(secret(), delivery.wire(), delivery.after()));
    }
    return all;
  }

  private boolean isInTouch(boolean withSecond, PeerAddress other) {
    return switch (split.sideOf(other)) {
      case FIRST -> !withSecond;
      case SECOND -> withSecond;
      case BOTH -> true;
      case NEITHER -> false;
    };
  }
}
