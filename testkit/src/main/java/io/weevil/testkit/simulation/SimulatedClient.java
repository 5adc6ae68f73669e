package io.weevil.testkit.simulation;

import io.weevil.engine.authentication.ClientOpener;
import io.weevil.engine.authentication.OpenedReply;
import io.weevil.engine.authentication.ReplicaKeys;
import io.weevil.engine.authentication.RequestSigner;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.authentication.Signatures;
import io.weevil.engine.client.ClientCore;
import io.weevil.engine.client.ClientInput;
import io.weevil.engine.client.ClientStatistics;
import io.weevil.engine.crypto.Ed25519Verifier;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.OutcomesCodec;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireFormat;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.CallOutcome;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A client core in virtual time: submit operations, look at how they ended. */
public final class SimulatedClient {

  /**
   * A call that has ended.
   *
   * @param delays how many messages, one after the other, it took
   */
  public record Ended(
      long ticket, CallOutcome outcome, Timestamp asked, Timestamp answered, int delays) {}

  /** A replica's answer to a status query. */
  public record Status(ReplicaId replica, ReplyMessage.StatusReport report) {}

  private static final Duration DEADLINE = Duration.ofHours(1);

  private final World world;
  private final SimulatedNetwork network;
  private final GroupConfiguration group;
  private final ClientId self;
  private final ClientCore core;
  private final CoreTimers timers;
  private final ClientOpener opener;
  private final Sealer sealer;
  private final Map<Long, Timestamp> asked = new TreeMap<>();
  private final Map<Long, Ended> ended = new TreeMap<>();
  private final List<Status> statuses = new ArrayList<>();
  private final OperationCounts counts = new OperationCounts();
  private long tickets;

  SimulatedClient(
      World world,
      SimulatedNetwork network,
      SimulatedKeys keys,
      Identity identity,
      ClientCertificate certificate,
      long incarnation,
      SimulationSettings settings) {
    this.world = world;
    this.network = network;
    this.group = keys.group();
    this.self = certificate.clientId(incarnation);
    KeyAgreement agreement = counts.counting(identity.agreement(group.digest()));
    ReplicaKeys replicaKeys = new ReplicaKeys(self, group, agreement);
    Ed25519Verifier verifier = new Ed25519Verifier();
    this.opener = new ClientOpener(group, replicaKeys);
    this.sealer = new Sealer(group, replicaKeys);
    this.core =
        new ClientCore(
            group,
            new RequestSigner(
                certificate, incarnation, group, counts.counting(identity.signer()), replicaKeys),
            new Signatures(group, counts.counting(verifier)),
            new ClientMessage.Hello(self, certificate, "simulated:1"),
            settings.clientLimits(),
            settings.clientTimers(),
            new OutcomesCodec(group.limits())::decode);
    this.timers = new CoreTimers(world, key -> feed(new ClientInput.TimerFired(key)));
    network.attach(self, this::receive);
  }

  void start() {
    feed(new ClientInput.Started());
  }

  public ClientId id() {
    return self;
  }

  /** Has an operation ordered; returns its ticket. */
  public long order(Bytes operation) {
    return submit(operation, false);
  }

  /** Tries an operation without ordering first (R-READ); returns its ticket. */
  public long read(Bytes operation) {
    return submit(operation, true);
  }

  private long submit(Bytes operation, boolean readOnly) {
    long ticket = ++tickets;
    asked.put(ticket, world.now());
    feed(new ClientInput.Submit(ticket, operation, readOnly, DEADLINE));
    return ticket;
  }

  public void queryStatus() {
    feed(new ClientInput.QueryStatus(++tickets));
  }

  /** How a call ended, or null while it has not. */
  public @Nullable Ended ended(long ticket) {
    return ended.get(ticket);
  }

  /** Every call that has ended, by ticket. */
  public List<Ended> ended() {
    return List.copyOf(ended.values());
  }

  public boolean isDone() {
    return ended.size() == asked.size();
  }

  public List<Status> statuses() {
    return List.copyOf(statuses);
  }

  public OperationCounts counts() {
    return counts;
  }

  public ClientStatistics statistics() {
    return core.statistics();
  }

  private void receive(byte[] frame) {
    if (opener.open(WireFormat.fromBytes(frame)) instanceof OpenedReply.Accepted accepted) {
      feed(new ClientInput.Received(accepted.verified()));
    }
  }

  private void feed(ClientInput input) {
    for (Output output : core.on(input, world.now())) {
      switch (output) {
        case Output.Send(ReplicaId to, WireMessage message) -> send(to, message);
        case Output.Broadcast(WireMessage message) ->
            group.quorums().members().forEach(r -> send(r, message));
        case Output.Tell(RoleMessage.Ended(long ticket, CallOutcome outcome)) ->
            end(ticket, outcome);
        case Output.Tell(RoleMessage.StatusReported(ReplicaId replica, var report)) ->
            statuses.add(new Status(replica, report));
        case Output.Tell(RoleMessage.Gather g) -> feed(new ClientInput.Gathered());
        case Output.StartTimer(var key, var after) -> timers.start(key, after);
        case Output.StopTimer(var key) -> timers.stop(key);
        case Output.Tell t -> throw new IllegalStateException("a client tells nobody " + t);
        case Output.Reply r -> throw new IllegalStateException("a client replies to nobody");
        case Output.Persist p -> {}
        case Output.Report r -> {}
      }
    }
  }

  private void end(long ticket, CallOutcome outcome) {
    Timestamp since = asked.get(ticket);
    if (since == null || ended.containsKey(ticket)) {
      throw new IllegalStateException("call " + ticket + " ended twice, or was never made");
    }
    ended.put(ticket, new Ended(ticket, outcome, since, world.now(), world.depth()));
  }

  private void send(ReplicaId to, WireMessage message) {
    network.send(self, to, sealer.encode(message).to(to));
  }
}
