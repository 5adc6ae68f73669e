package io.weevil.testkit.group;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.engine.authentication.ClientSessions;
import io.weevil.engine.authentication.Opened;
import io.weevil.engine.authentication.Opener;
import io.weevil.engine.authentication.ReplicaKeys;
import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ReplicaId;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Conduct;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Stands where a replica stood, with its address and its keys, and does nothing of its own accord.
 * It hears what is said to the replica, through a replica's own door: only what is authentic. What
 * it is told to say is sealed with the replica's keys. The replica counts as faulty.
 */
public final class ReplicaProbe {

  private final ReplicaId self;
  private final ActorGroup actors;
  private final GroupConfiguration group;
  private final Inbox inbox;
  private final List<Opened.Refused> refused = new ArrayList<>();
  private final ClientSessions sessions;
  private final Opener door;
  private final Sealer sealer;
  private final ReplicaSigner signer;
  private final Transport transport;

  ReplicaProbe(ReplicaId self, ActorGroup actors, TestTime time, Duration patience) {
    this.self = self;
    this.actors = actors;
    this.group = actors.configuration();
    this.inbox = new Inbox("the probe " + self, time, patience);
    this.sessions = new ClientSessions(group.limits());
    KeyAgreement agreement = actors.keys().replica(self).agreement(group.digest());
    ReplicaKeys keys = new ReplicaKeys(self, group, agreement);
    this.door =
        new Opener(
            self, group, keys, agreement, actors.keys().signatures().newVerifier(), sessions);
    this.sealer = new Sealer(group, keys);
    actors.crash(self.index());
    this.signer = actors.corrupt(self.index(), new Conduct() {}).signer();
    PeerAddress address = actors.address(self.index());
    this.transport =
        actors.network().transports().start(address, address, this::receive, Runnable::run);
  }

  private void receive(Wire wire) {
    switch (door.open(wire, actors.time().now())) {
      case Opened.Accepted(var verified) -> inbox.add(verified.sender(), verified.message());
      case Opened.FaultyBatch faulty ->
          inbox.add(faulty.verified().sender(), faulty.verified().message());
      case Opened.Introduced introduced -> {}
      case Opened.Refused no -> refused.add(no);
    }
  }

  public ReplicaId id() {
    return self;
  }

  /** Signs whatever it is told to, as this replica. */
  public ReplicaSigner signer() {
    return signer;
  }

  /** All that has come, in order. */
  public List<Heard> heard() {
    return inbox.all();
  }

  /** What has come and is not authentic. */
  public List<Opened.Refused> refused() {
    return List.copyOf(refused);
  }

  /**
   * The next message of this kind, which may have come already; time passes until it comes. Those
   * of other kinds stay to be expected later.
   *
   * @throws AssertionError when none comes in the group's patience
   */
  public <M extends WireMessage> M expectMessage(Class<M> kind) {
    return expectMessage(kind, message -> true);
  }

  /** As {@link #expectMessage(Class)}, of those that are {@code wanted}. */
  public <M extends WireMessage> M expectMessage(Class<M> kind, Predicate<? super M> wanted) {
    return inbox.expect(kind, wanted);
  }

  /**
   * Lets time pass.
   *
   * @throws AssertionError when a message of this kind comes, or has come and was not expected
   */
  public void expectNoMessage(Class<? extends WireMessage> kind, Duration within) {
    inbox.expectNone(kind, within);
  }

  /** Says something to a replica, in an envelope that is right. */
  public void say(int replica, PeerMessage message) {
    transport.send(actors.address(replica), sealer.seal(message, new ReplicaId(replica)));
  }

  /** Says something to all other replicas. */
  public void sayToAll(PeerMessage message) {
    group
        .quorums()
        .members()
        .filter(id -> !id.equals(self))
        .forEach(id -> say(id.index(), message));
  }

  /**
   * Says something to a client that has introduced itself to this replica since the probe is here.
   *
   * @throws IllegalArgumentException when it has not
   */
  public void reply(ClientId client, ReplyMessage message) {
    var session =
        sessions
            .find(client)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(client + " has not introduced itself to " + self));
    transport.send(
        PeerAddress.parseReturnAddress(session.returnAddress()), sealer.seal(message, session));
  }
}
