package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.quorum.Vote;
import io.weevil.testkit.actors.FaultyReplica;
import io.weevil.testkit.actors.LyingPrimary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * As a primary it orders something else for each of several audiences, in a chain for each, every
 * one of them valid and validly signed; and votes for all of them, to replicas and to clients.
 */
final class ForkingPrimary extends Mischief {

  private final List<LyingPrimary> liars = new ArrayList<>();
  private final List<Set<ReplicaId>> audiences = new ArrayList<>();

  /** Not from the start: something is to be lost. */
  private int honestOrders;

  ForkingPrimary(Means means) {
    super(means);
    this.honestOrders = means.random().nextInt((int) (20 / means.intensity()));
    int n = conspiracy().group().n();
    int branches = 1 + random().nextInt(n - 1);
    for (int branch = 0; branch < branches; branch++) {
      audiences.add(new TreeSet<>());
    }
    for (int i = 0; i < n; i++) {
      int branch = random().nextInt(-1, branches); // -1: told the truth
      if (branch >= 0) {
        audiences.get(branch).add(new ReplicaId(i));
      }
    }
    audiences.removeIf(Set::isEmpty);
    if (audiences.isEmpty()) {
      audiences.add(Set.of(new ReplicaId(random().nextInt(n))));
    }
    audiences.forEach(a -> liars.add(new LyingPrimary(a, false, newLie())));
  }

  /**
   * Other orders of the same requests, each client's own kept; some come later than they should.
   */
  private LyingPrimary.Lie newLie() {
    SplittableRandom random = random().split();
    Limits limits = conspiracy().group().limits();
    int most =
        Math.min(
            limits.maxBatchRequests(), limits.maxBatchBytes() / (limits.maxRequestBytes() + 16));
    if (random.nextInt(3) == 0) {
      return (genuine, before) -> genuine; // at another time only: equal results
    }
    List<Request> pending = new ArrayList<>();
    return (genuine, before) -> {
      pending.addAll(genuine);
      int chosen = random.nextInt(Math.min(most, pending.size()) + 1);
      List<Request> now = interleaved(pending.subList(0, chosen), random);
      pending.subList(0, chosen).clear();
      return now;
    };
  }

  private static List<Request> interleaved(List<Request> requests, SplittableRandom random) {
    Map<ClientId, List<Request>> byClient =
        requests.stream()
            .collect(Collectors.groupingBy(Request::client, TreeMap::new, Collectors.toList()));
    List<Request> all = new ArrayList<>();
    List<List<Request>> queues = new ArrayList<>();
    byClient.values().forEach(list -> queues.add(new ArrayList<>(list)));
    while (!queues.isEmpty()) {
      List<Request> queue = queues.get(random.nextInt(queues.size()));
      all.add(queue.remove(0));
      queues.removeIf(List::isEmpty);
    }
    return all;
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    if (message instanceof OrderReq && honestOrders > 0) {
      honestOrders--;
      liars.forEach(liar -> liar.follow(message));
      return List.of(message);
    }
    List<? extends PeerMessage> said = List.of(message);
    for (int i = 0; i < liars.size(); i++) {
      List<? extends PeerMessage> lie = liars.get(i).toReplica(self, to, message);
      if (audiences.get(i).contains(to)) {
        said = lie;
      }
    }
    if (!said.equals(List.of(message))) {
      did("told another branch: " + message.getClass().getSimpleName());
    }
    return said;
  }

  @Override
  List<? extends ReplyMessage> say(FaultyReplica self, PeerAddress to, ReplyMessage message) {
    if (!(message instanceof SpecResponse m) || m.grade() != Grade.SPECULATIVE || !strikes()) {
      return List.of(message);
    }
    int branch = random().nextInt(liars.size());
    Digest other =
        liars.get(branch).toldAt(audiences.get(branch).iterator().next(), m.view(), m.slot());
    if (other == null) {
      return List.of(message);
    }
    SpecResponse vote =
        new SpecResponse(
            m.view(),
            m.slot(),
            other,
            m.number(),
            m.result(),
            m.grade(),
            self.signer().vote(new Vote(m.view(), m.slot(), other)),
            m.header());
    return random().nextBoolean()
        ? instead("voted for another branch to a client", vote)
        : also("voted for two branches to a client", message, vote);
  }
}
