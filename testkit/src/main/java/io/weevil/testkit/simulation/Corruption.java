package io.weevil.testkit.simulation;

import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a replica that is not correct does instead, with its own key: for {@link
 * SimulatedReplica#corrupt}.
 */
public final class Corruption {

  private static final Digest WRONG = Digests.of(Bytes.utf8("wrong"));

  private final SimulatedGroup group;
  private final ReplicaId self;
  private final ReplicaSigner signer;

  public Corruption(SimulatedGroup group, int replica) {
    this.group = group;
    this.self = group.id(replica);
    this.signer =
        new ReplicaSigner(self, group.keys().group().digest(), group.keys().replica(self).signer());
  }

  /** As primary: it tells the last replica another time than the others, in each batch. */
  public UnaryOperator<List<Output>> equivocates() {
    Map<Slot, Digest> other = new TreeMap<>();
    other.put(Slot.ZERO, group.keys().group().digest());
    return instead(
        output ->
            output instanceof Output.Broadcast(OrderReq orderReq)
                ? equivocation(orderReq, other)
                : List.of(output));
  }

  private List<Output> equivocation(OrderReq orderReq, Map<Slot, Digest> other) {
    int last = group.replicas().size() - 1;
    List<Output> sent = new ArrayList<>();
    for (SimulatedReplica receiver : group.replicas()) {
      if (!receiver.id().equals(self)) {
        boolean deceived = receiver.id().index() == last;
        sent.add(
            new Output.Send(receiver.id(), deceived ? contradiction(orderReq, other) : orderReq));
      }
    }
    return sent;
  }

  private OrderReq contradiction(OrderReq orderReq, Map<Slot, Digest> other) {
    OrderHeader honest = orderReq.header().header();
    var configuration = group.keys().group();
    Batch batch =
        new BatchCodec(configuration.limits(), configuration.n())
            .encode(
                orderReq.batch().timestamp().plus(Duration.ofMillis(1)),
                orderReq.batch().requests());
    Slot before = new Slot(honest.slot().number() - 1);
    Digest history =
        Digests.chain(other.getOrDefault(before, WRONG), honest.slot(), batch.digest());
    other.put(honest.slot(), history);
    OrderHeader header =
        new OrderHeader(honest.view(), honest.slot(), batch.digest(), history, honest.track());
    return new OrderReq(signer.header(header), batch);
  }

  /** Votes for another history as well. */
  public UnaryOperator<List<Output>> votesTwice() {
    return instead(
        output -> {
          if (output instanceof Output.Broadcast(Prepare prepare)) {
            Vote vote = prepare.vote().vote();
            Vote another = new Vote(vote.view(), vote.slot(), WRONG);
            return List.of(output, new Output.Broadcast(new Prepare(signer.vote(another))));
          }
          return List.of(output);
        });
  }

  /** Signs each CHECKPOINT once more, with another state. */
  public UnaryOperator<List<Output>> signsTwoCheckpoints() {
    return instead(
        output -> {
          if (output instanceof Output.Broadcast(Checkpoint c)) {
            return List.of(
                output, new Output.Broadcast(signer.checkpoint(c.slot(), c.history(), WRONG)));
          }
          return List.of(output);
        });
  }

  private static UnaryOperator<List<Output>> instead(Function<Output, List<Output>> each) {
    return outputs -> outputs.stream().flatMap(o -> each.apply(o).stream()).toList();
  }
}
