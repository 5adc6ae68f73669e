package io.weevil.testkit.group;

import io.weevil.engine.group.Limits;
import io.weevil.engine.service.OperationCodec;
import io.weevil.engine.service.StateMachine;
import io.weevil.testkit.simulation.SimulationSettings;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a group under test is made of. Immutable: each method makes another recipe.
 *
 * @param service makes each replica its own service, in its initial state
 * @param settings of replicas, clients and group
 * @param seed of keys, interleaving, latencies and faults: the same one, the same run
 * @param fastest a message's time on its way, at least; and {@code slowest} at most
 * @param patience how long a client waits for an answer, in virtual time
 * @param watchStates whether the states of all replicas are compared after every operation; it
 *     writes a snapshot each time, so not for states of many megabytes
 */
public record GroupRecipe<O, R>(
    Supplier<? extends StateMachine<O, R>> service,
    OperationCodec<O, R> codec,
    SimulationSettings settings,
    long seed,
    Duration fastest,
    Duration slowest,
    Duration patience,
    boolean watchStates) {

  /** Small, so that a short test meets checkpoints and the end of the window. */
  private static final int CHECKPOINT_INTERVAL = 8;

  /** For f = 1, so four replicas; with usual settings, but a checkpoint every eight slots. */
  public static <O, R> GroupRecipe<O, R> of(
      Supplier<? extends StateMachine<O, R>> service, OperationCodec<O, R> codec) {
    return new GroupRecipe<>(
        service,
        codec,
        usual(1, 0),
        1,
        Duration.ofMillis(1),
        Duration.ofMillis(4),
        Duration.ofMinutes(1),
        true);
  }

  private static SimulationSettings usual(int f, int c) {
    return SimulationSettings.of(f, c).with(limits(Limits.DEFAULT, CHECKPOINT_INTERVAL));
  }

  private static Limits limits(Limits limits, int checkpointInterval) {
    return new Limits(
        checkpointInterval,
        4 * checkpointInterval,
        limits.clientWindow(),
        limits.maxClients(),
        limits.maxBatchRequests(),
        limits.maxBatchBytes(),
        limits.maxRequestBytes(),
        limits.maxResultBytes(),
        limits.allowedClockDrift());
  }

  /** For f Byzantine replicas and c slow ones, so 3f + 2c + 1 in all; settings begin anew. */
  public GroupRecipe<O, R> size(int f, int c) {
    return settings(ignored -> usual(f, c));
  }

  /** A checkpoint every so many slots, and a window of four times as many. */
  public GroupRecipe<O, R> checkpointEvery(int slots) {
    return settings(s -> s.with(limits(s.limits(), slots)));
  }

  public GroupRecipe<O, R> settings(UnaryOperator<SimulationSettings> change) {
    return new GroupRecipe<>(
        service, codec, change.apply(settings), seed, fastest, slowest, patience, watchStates);
  }

  public GroupRecipe<O, R> withSeed(long other) {
    return new GroupRecipe<>(
        service, codec, settings, other, fastest, slowest, patience, watchStates);
  }

  public GroupRecipe<O, R> withLatency(Duration least, Duration most) {
    return new GroupRecipe<>(service, codec, settings, seed, least, most, patience, watchStates);
  }

  public GroupRecipe<O, R> withPatience(Duration other) {
    return new GroupRecipe<>(service, codec, settings, seed, fastest, slowest, other, watchStates);
  }

  public GroupRecipe<O, R> withoutWatchingStates() {
    return new GroupRecipe<>(service, codec, settings, seed, fastest, slowest, patience, false);
  }

  /** A group whose replicas have started. It lives on the calling thread, and is to be closed. */
  public ReplicatedGroup<O, R> start() {
    return new ReplicatedGroup<>(this);
  }
}
