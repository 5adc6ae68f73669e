package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Fetch;
import io.weevil.engine.message.PeerMessage.Fetched;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.StateRequest;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.List;

/**
 * Answers FETCH and FILL-HOLE with what was not asked for, or under a header that is not its own;
 * and asks for batches, holes and states without end.
 */
final class FalseLibrarian extends Mischief {

  private static final int FLOOD = 20;

  FalseLibrarian(Means means) {
    super(means);
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    if (!strikes()) {
      return List.of(message);
    }
    return switch (message) {
      case Fetched m -> instead("sent another batch", new Fetched(otherBatch(m.batch())));
      // Whoever leads would be proven faulty by this, and anyone else may be tempted.
      case OrderReq m ->
          instead("sent other bytes", new OrderReq(m.header(), otherBatch(m.batch())));
      case PeerMessage m -> also("asked for something", m, question());
    };
  }

  private Batch otherBatch(Batch genuine) {
    if (random().nextBoolean() && !conspiracy().batches().isEmpty()) {
      return conspiracy().batches().any(random());
    }
    var group = conspiracy().group();
    return new BatchCodec(group.limits(), group.n())
        .encode(new Timestamp(genuine.timestamp().micros() + 1), genuine.requests());
  }

  private PeerMessage question() {
    int window = conspiracy().group().limits().window();
    return switch (random().nextInt(4)) {
      case 0 -> new Fetch(conspiracy().anyDigest(random()));
      case 1 -> {
        Slot from = new Slot(random().nextLong(4L * window));
        yield new FillHole(
            new View(random().nextInt(4)), from, from.plus(random().nextLong(window)));
      }
      case 2 -> new FillHole(View.ZERO, Slot.ZERO, new Slot(Long.MAX_VALUE));
      default ->
          new StateRequest(
              new Slot(
                  (long) conspiracy().group().limits().checkpointInterval()
                      * random().nextInt(1, 20)),
              conspiracy().anyDigest(random()),
              random().nextLong(random().nextBoolean() ? 4 : Long.MAX_VALUE));
    };
  }

  /** Whoever asks it gets an answer, and now and then a pile of them. */
  @Override
  void listen(FaultyReplica self, PeerAddress from, WireMessage message) {
    boolean asked = message instanceof Fetch || message instanceof FillHole;
    if (asked && !conspiracy().batches().isEmpty() && strikes()) {
      ReplicaId victim = any(self.others());
      for (int i = random().nextInt(FLOOD); i >= 0; i--) {
        did("sent a batch unasked");
        self.say(victim, new Fetched(conspiracy().batches().any(random())));
      }
    }
  }
}
