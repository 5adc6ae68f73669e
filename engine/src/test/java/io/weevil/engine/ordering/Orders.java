package io.weevil.engine.ordering;

import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * What the primary of view 0 orders, slot after slot, and what others say about it. An equivocating
 * primary has several of these: see {@link #fork}.
 */
final class Orders {

  private final TestGroup group;
  private final BatchCodec codec;
  private final List<Digest> histories = new ArrayList<>();
  private final List<OrderReq> orders = new ArrayList<>();

  Orders(TestGroup group) {
    this.group = group;
    this.codec = new BatchCodec(group.limits(), group.configuration().n());
    histories.add(group.digest());
  }

  /** The same so far; what comes next may differ. */
  Orders fork() {
    Orders other = new Orders(group);
    other.histories.clear();
    other.histories.addAll(histories);
    other.orders.addAll(orders);
    return other;
  }

  /** The next slot, speculative, at {@link TestGroup#NOW}. */
  OrderReq next(Request... requests) {
    return next(Track.SPECULATIVE, requests);
  }

  OrderReq agreed(Request... requests) {
    return next(Track.AGREED, requests);
  }

  OrderReq next(Track track, Request... requests) {
    return next(track, TestGroup.NOW, requests);
  }

  OrderReq next(Track track, Timestamp at, Request... requests) {
    OrderReq order = propose(track, at, requests);
    orders.add(order);
    histories.add(order.header().header().history());
    return order;
  }

  /** What {@link #next} would give, without its becoming part of this history. */
  OrderReq propose(Track track, Timestamp at, Request... requests) {
    Batch batch = codec.encode(at, List.of(requests));
    return group.orderReq(View.ZERO, last().next(), history(), batch, track);
  }

  /** So many more slots, each with one request of the caller. */
  List<OrderReq> next(int slots, Caller caller) {
    List<OrderReq> added = new ArrayList<>();
    for (int i = 0; i < slots; i++) {
      added.add(next(caller.next()));
    }
    return added;
  }

  OrderReq at(long slot) {
    return orders.get((int) slot - 1);
  }

  Slot last() {
    return new Slot(orders.size());
  }

  Digest history() {
    return histories.get(orders.size());
  }

  Digest historyAt(long slot) {
    return histories.get((int) slot);
  }

  /** PREPARE of a replica that has accepted this history. */
  Prepare prepare(int voter, long slot) {
    return new Prepare(group.vote(voter, View.ZERO, new Slot(slot), historyAt(slot)));
  }

  Commit commit(long slot) {
    return new Commit(View.ZERO, new Slot(slot), historyAt(slot));
  }

  Certificate certificate(long slot, int... signers) {
    return group.certificate(View.ZERO, new Slot(slot), historyAt(slot), signers);
  }

  /** The header with other bytes than those it names: what a lying relay passes on. */
  OrderReq swapped(long slot, Request... requests) {
    return new OrderReq(at(slot).header(), codec.encode(TestGroup.NOW, List.of(requests)));
  }

  /** A header of the primary for any slot, after any history, of any view. */
  SignedHeader header(View view, long slot, Digest previousHistory) {
    Digest batch = Digests.of(group.digest().value());
    Digest history = Digests.chain(previousHistory, new Slot(slot), batch);
    return group.header(new OrderHeader(view, new Slot(slot), batch, history, Track.SPECULATIVE));
  }
}
