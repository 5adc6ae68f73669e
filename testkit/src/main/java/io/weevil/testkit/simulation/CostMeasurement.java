package io.weevil.testkit.simulation;

import io.weevil.engine.client.ClientLimits;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.ordering.BatchPolicy;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.ordering.TrackGovernor;
import io.weevil.engine.service.StateMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Counts the cryptographic operations that a request costs a replica, in a simulated group with
 * equal one-way delays and full batches: nothing is estimated.
 */
public final class CostMeasurement {

  /**
   * One line of the table; operations a request.
   *
   * @param batch requests in each batch
   */
  public record Line(
      TrackGovernor.Mode mode,
      RequestAuthentication authentication,
      int f,
      int batch,
      Cost primary,
      Cost backup,
      Cost client) {}

  /** Operations a request at one replica. */
  public record Cost(double macs, double signatures, double verifications) {}

  private static final int BATCHES = 8;
  private static final Duration ONE_WAY = Duration.ofMillis(1);

  private CostMeasurement() {}

  /**
   * Counts one configuration without faults.
   *
   * @param batch requests in a batch, 1 … 200: as many clients ask at the same time
   * @param operation what every client asks for
   * @param service each replica's own
   */
  public static Line count(
      TrackGovernor.Mode mode,
      RequestAuthentication authentication,
      int f,
      int batch,
      Bytes operation,
      Supplier<StateMachine<Bytes, Bytes>> service) {
    SimulatedGroup group =
        new SimulatedGroup(
            settings(mode, authentication, f, batch), 7, LinkRule.delay(ONE_WAY), service);
    List<SimulatedClient> clients = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      clients.add(group.client());
    }
    askAll(group, clients, operation); // sessions, caches, and the first word of everybody
    group.replicas().forEach(r -> r.counts().reset());
    clients.forEach(c -> c.counts().reset());
    int requests = 0;
    for (int i = 0; i < BATCHES; i++) {
      requests += askAll(group, clients, operation);
    }
    return new Line(
        mode,
        authentication,
        f,
        batch,
        cost(group.primary().counts(), requests),
        cost(group.replica(1).counts(), requests),
        costOfClients(clients, requests));
  }

  private static Cost costOfClients(List<SimulatedClient> clients, int requests) {
    double macs = 0;
    double signatures = 0;
    double verifications = 0;
    for (SimulatedClient client : clients) {
      macs += client.counts().macs();
      signatures += client.counts().signatures();
      verifications += client.counts().verifications();
    }
    return new Cost(macs / requests, signatures / requests, verifications / requests);
  }

  private static int askAll(SimulatedGroup group, List<SimulatedClient> clients, Bytes operation) {
    clients.forEach(c -> c.order(operation));
    if (!group.runUntilDone(Duration.ofSeconds(1), clients.toArray(SimulatedClient[]::new))) {
      throw new IllegalStateException("the simulated group did not answer");
    }
    group.world().run(ONE_WAY.multipliedBy(4)); // what is still under way counts too
    return clients.size();
  }

  private static SimulationSettings settings(
      TrackGovernor.Mode mode, RequestAuthentication authentication, int f, int batch) {
    SimulationSettings plain = SimulationSettings.of(f, 0).with(authentication).with(mode);
    Limits d = Limits.DEFAULT;
    Limits limits = // no checkpoint falls into the measurement
        new Limits(
            10_000,
            20_000,
            d.clientWindow(),
            d.maxClients(),
            batch,
            d.maxBatchBytes(),
            d.maxRequestBytes(),
            d.maxResultBytes(),
            d.allowedClockDrift());
    return new SimulationSettings(
        plain.quorums(),
        plain.authentication(),
        limits,
        withoutSlowPeriod(plain.timers()),
        new BatchPolicy(Duration.ofMillis(50), 0, 64),
        plain.track(),
        plain.clientTimers(),
        ClientLimits.DEFAULT);
  }

  /** R-STATUS costs the same however many requests there are: it is not part of a request. */
  private static ReplicaTimers withoutSlowPeriod(ReplicaTimers t) {
    return new ReplicaTimers(
        t.requestTimer(),
        t.holeTimer(),
        t.holeAttempts(),
        t.voteExchangeTimer(),
        t.newViewTimer(),
        Duration.ofDays(1),
        Duration.ofDays(2),
        t.archiveSlots(),
        t.archiveBytes());
  }

  private static Cost cost(OperationCounts counts, int requests) {
    return new Cost(
        (double) counts.macs() / requests,
        (double) counts.signatures() / requests,
        (double) counts.verifications() / requests);
  }
}
