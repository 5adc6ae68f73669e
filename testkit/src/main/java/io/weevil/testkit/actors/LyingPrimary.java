package io.weevil.testkit.actors;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Vote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A primary that orders something else for some replicas than for the others, in one chain of its
 * own, and votes accordingly: a liar who never contradicts itself before the same listener.
 */
public final class LyingPrimary implements Conduct {

  /** What it orders instead. */
  @FunctionalInterface
  public interface Lie {

    /**
     * The requests to be ordered in place of {@code genuine}; the same ones for a batch that
     * differs in its timestamp only.
     *
     * @param before what was ordered before, the same requests in this lie's order
     */
    List<Request> instead(List<Request> genuine, List<Request> before);
  }

  private record Place(View view, Slot slot) {}

  private final Set<ReplicaId> misled;
  private final Lie lie;
  private final boolean secret;
  private final Map<Place, OrderReq> told = new HashMap<>();
  private final Map<Place, Digest> genuine = new HashMap<>();
  private final List<Request> ordered = new ArrayList<>();
  private Timestamp latest = Timestamp.ZERO;

  /**
   * @param misled who is told the lie
   * @param secret whether clients are told nothing, so that none sees two headers
   */
  public LyingPrimary(Set<ReplicaId> misled, boolean secret, Lie lie) {
    this.misled = Set.copyOf(misled);
    this.secret = secret;
    this.lie = lie;
  }

  /** The same requests to all, at different times: equal results, other histories. */
  public static LyingPrimary equivocating(Set<ReplicaId> misled) {
    return new LyingPrimary(misled, false, (requests, before) -> requests);
  }

  @Override
  public List<? extends PeerMessage> toReplica(
      FaultyReplica self, ReplicaId to, PeerMessage message) {
    return switch (message) {
      case OrderReq m when leads(self, m.header().header().view()) -> {
        OrderReq other = liedAbout(self, m);
        yield List.of(misled.contains(to) ? other : m);
      }
      case Prepare(var vote) -> {
        genuine.put(new Place(vote.vote().view(), vote.vote().slot()), vote.vote().history());
        Digest other = toldAt(to, vote.vote().view(), vote.vote().slot());
        yield List.of(
            other == null
                ? message
                : new Prepare(
                    self.signer().vote(new Vote(vote.vote().view(), vote.vote().slot(), other))));
      }
      case Commit m -> {
        Digest other = toldAt(to, m.view(), m.slot());
        yield List.of(other == null ? m : new Commit(m.view(), m.slot(), other));
      }
      case PeerMessage other -> List.of(other);
    };
  }

  @Override
  public List<? extends ReplyMessage> toClient(
      FaultyReplica self, PeerAddress to, ReplyMessage message) {
    return secret ? List.of() : List.of(message);
  }

  /** Notes what it has told everybody, so that a lie that begins later extends it. */
  public void follow(PeerMessage message) {
    if (message instanceof OrderReq m) {
      OrderHeader header = m.header().header();
      genuine.put(new Place(header.view(), header.slot()), header.history());
    }
  }

  private static boolean leads(FaultyReplica self, View view) {
    return view.primary(self.group().n()).equals(self.id());
  }

  /** The history that it has told this replica instead of the genuine one; null for the latter. */
  public @Nullable Digest toldAt(ReplicaId to, View view, Slot slot) {
    OrderReq other = misled.contains(to) ? told.get(new Place(view, slot)) : null;
    return other == null ? null : other.header().header().history();
  }

  private OrderReq liedAbout(FaultyReplica self, OrderReq m) {
    OrderHeader header = m.header().header();
    Place place = new Place(header.view(), header.slot());
    genuine.put(place, header.history());
    OrderReq known = told.get(place);
    if (known != null) {
      return known;
    }
    Digest before = historyBefore(self, place);
    if (before == null) {
      return m;
    }
    Batch batch = batchInstead(self, m.batch());
    Digest history = Digests.chain(before, header.slot(), batch.digest());
    OrderReq other =
        new OrderReq(
            self.signer()
                .header(
                    new OrderHeader(
                        header.view(), header.slot(), batch.digest(), history, header.track())),
            batch);
    told.put(place, other);
    return other;
  }

  private @Nullable Digest historyBefore(FaultyReplica self, Place place) {
    if (place.slot().equals(new Slot(1))) {
      return self.group().digest();
    }
    Place before = new Place(place.view(), new Slot(place.slot().number() - 1));
    OrderReq lied = told.get(before);
    return lied == null ? genuine.get(before) : lied.header().header().history();
  }

  private Batch batchInstead(FaultyReplica self, Batch batch) {
    List<Request> requests = lie.instead(batch.requests(), List.copyOf(ordered));
    ordered.addAll(requests);
    Timestamp next = new Timestamp(Math.max(batch.timestamp().micros(), latest.micros()) + 1);
    latest = next;
    return new BatchCodec(self.group().limits(), self.group().n()).encode(next, requests);
  }
}
