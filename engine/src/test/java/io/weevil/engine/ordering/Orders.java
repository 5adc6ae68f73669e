package io.weevil.engine.ordering;

import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ClientPosition;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.role.RoleMessage.EnterView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the primary of a view orders, slot after slot, and what others say about it. An equivocating
 * primary has several of these: see {@link #fork}.
 */
final class Orders {

  private final TestGroup group;
  private final View view;
  private final BatchCodec codec;
  private final List<Digest> histories = new ArrayList<>();
  private final List<OrderReq> orders = new ArrayList<>();

  Orders(TestGroup group) {
    this(group, View.ZERO);
  }

  private Orders(TestGroup group, View view) {
    this.group = group;
    this.view = view;
    this.codec = new BatchCodec(group.limits(), group.configuration().n());
    histories.add(group.digest());
  }

  /** The same so far; what comes next may differ. */
  Orders fork() {
    return begin(view.number(), orders.size());
  }

  /** A later view that begins with the first {@code kept} slots of this one. */
  Orders begin(long later, int kept) {
    Orders other = new Orders(group, new View(later));
    other.histories.clear();
    other.histories.addAll(histories.subList(0, kept + 1));
    other.orders.addAll(orders.subList(0, kept));
    return other;
  }

  View view() {
    return view;
  }

  /** What the view-change manager tells a backup when this view begins with {@code end} slots. */
  EnterView enter(long end) {
    return enter(0, end);
  }

  /** The same when a checkpoint at {@code base} is proven: nothing below it is shown. */
  EnterView enter(long base, long end) {
    HistoryChain shown = HistoryChain.of(new Slot(base), historyAt(base), digests(base, end));
    return new EnterView(view, new Slot(base), shown, new Slot(end), 0);
  }

  /** Each client's place in its order after {@code slot}. */
  Map<Digest, ClientPosition> clientsAt(long slot) {
    Map<Digest, ClientPosition> places = new HashMap<>();
    for (OrderReq order : orders.subList(0, (int) slot)) {
      for (Request r : order.batch().requests()) {
        places.put(r.client().key(), new ClientPosition(r.client().incarnation(), r.number()));
      }
    }
    return places;
  }

  /** The batches above {@code base} up to {@code end}. */
  List<Digest> digests(long base, long end) {
    return orders.subList((int) base, (int) end).stream().map(o -> o.batch().digest()).toList();
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
    return group.orderReq(view, last().next(), history(), batch, track);
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
    return new Prepare(group.vote(voter, view, new Slot(slot), historyAt(slot)));
  }

  Commit commit(long slot) {
    return new Commit(view, new Slot(slot), historyAt(slot));
  }

  Certificate certificate(long slot, int... signers) {
    return group.certificate(view, new Slot(slot), historyAt(slot), signers);
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
