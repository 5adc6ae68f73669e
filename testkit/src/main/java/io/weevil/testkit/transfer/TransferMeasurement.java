package io.weevil.testkit.transfer;

import io.weevil.actors.storage.FolderStateStore;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.execution.ExecutionCore;
import io.weevil.engine.execution.ReplicaSnapshot;
import io.weevil.engine.execution.ReplyCache;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.InstallState;
import io.weevil.engine.role.RoleMessage.NeedState;
import io.weevil.engine.role.RoleMessage.SnapshotTaken;
import io.weevil.engine.role.RoleMessage.StateFetched;
import io.weevil.engine.role.RoleMessage.StateInstalled;
import io.weevil.engine.role.TimerKey;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.state.MerkleTree;
import io.weevil.testkit.simulation.SimulatedKeys;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Brings a large state from three replicas to the fourth, twice, in one thread: sealed, encoded,
 * decoded, authenticated, checked, put on disk, and read by the service. The second time the fourth
 * replica has the first state in memory. The others' states are made up as they are written, so the
 * heap holds those of the fourth replica only.
 */
public final class TransferMeasurement {

  /** What one transfer took. */
  public record Result(long bytes, Duration fetched, Duration installed) {
    double mebibytesPerSecond() {
      return bytes / (double) (1 << 20) / (fetched.toMillis() / 1_000.0);
    }
  }

  private static final ReplicaId AWAY = new ReplicaId(0);

  private final SimulatedKeys keys =
      new SimulatedKeys(new Quorums(1, 0), RequestAuthentication.SIGNATURE, Limits.DEFAULT, 1);
  private final List<TransferNode> nodes = new ArrayList<>();
  private final Deque<TransferNode.Frame> underway = new ArrayDeque<>();
  private final Ledger ledger = new Ledger();
  private final ExecutionCore execution = new ExecutionCore(keys.group(), AWAY, ledger);
  private final int entries;

  private TransferMeasurement(long bytes, FolderStateStore store) {
    this.entries = Math.toIntExact(bytes / Ledger.ENTRY);
    keys.group().quorums().members().forEach(id -> nodes.add(new TransferNode(keys, id, store)));
  }

  /**
   * Measures two transfers, the second over the state of the first.
   *
   * @param bytes of the state, about
   * @param folder with room for seven states of this size
   */
  public static List<Result> measure(long bytes, Path folder) {
    try (FolderStateStore store = new FolderStateStore(folder)) {
      TransferMeasurement measurement = new TransferMeasurement(bytes, store);
      return List.of(measurement.transfer(1), measurement.transfer(2));
    }
  }

  /**
   * Prints the figures of a state of {@code args[0]} MiB, 1024 without one, kept in the temporary
   * folder.
   */
  public static void main(String[] args) {
    long mebibytes = args.length == 0 ? 1_024 : Long.parseLong(args[0]);
    PrintStream out = System.out;
    out.printf("heap at most %d MiB%n", Runtime.getRuntime().maxMemory() >> 20);
    measure(mebibytes << 20, Path.of(System.getProperty("java.io.tmpdir")))
        .forEach(
            r ->
                out.printf(
                    "%d MiB fetched in %.1f s (%.0f MiB/s), installed in %.1f s%n",
                    r.bytes() >> 20,
                    r.fetched().toMillis() / 1_000.0,
                    r.mebibytesPerSecond(),
                    r.installed().toMillis() / 1_000.0));
  }

  private Result transfer(int round) {
    Slot slot = new Slot((long) round * Limits.DEFAULT.checkpointInterval());
    ReplicaSnapshot state = state(slot, Ledger.invented(round, entries));
    StableProof proof = proof(state);
    for (TransferNode node : nodes.subList(1, nodes.size())) {
      send(node.on(new SnapshotTaken(slot, state.history(), state), now()));
    }
    nodes.forEach(node -> learn(node, proof));
    Timestamp begin = now();
    send(nodes.get(0).on(new NeedState(slot), begin));
    StateFetched fetched = deliverUntilFetched(slot);
    Timestamp fetchedAt = now();
    long size = fetched.source().size();
    install(fetched);
    return new Result(size, fetchedAt.since(begin), now().since(fetchedAt));
  }

  private ReplicaSnapshot state(Slot slot, Snapshot application) {
    Digest history = Digests.of(Bytes.utf8("history of " + slot));
    ReplyCache none = ReplyCache.empty(Limits.DEFAULT.maxClients(), Limits.DEFAULT.clientWindow());
    return new ReplicaSnapshot(
        keys.group().digest(), slot, history, Timestamp.ZERO, none, application);
  }

  private StableProof proof(ReplicaSnapshot state) {
    Digest digest = MerkleTree.of(state).root();
    return new StableProof(
        nodes.subList(1, nodes.size()).stream()
            .map(node -> node.signer().checkpoint(state.slot(), state.history(), digest))
            .toList());
  }

  private void learn(TransferNode node, StableProof proof) {
    send(node.on(new RoleMessage.ProofSeen(proof), now()));
  }

  private void send(List<TransferNode.Frame> frames) {
    underway.addAll(frames);
  }

  private StateFetched deliverUntilFetched(Slot slot) {
    while (true) {
      TransferNode.Frame next = underway.poll();
      if (next == null) {
        tick();
      } else {
        send(nodes.get(next.to().index()).receive(next.bytes(), now()));
      }
      for (Output output : nodes.get(0).others()) {
        if (output instanceof Output.Tell(StateFetched fetched)
            && fetched.proof().slot().equals(slot)) {
          nodes.get(0).others().clear();
          return fetched;
        }
      }
    }
  }

  /** Nothing is under way: the peers' sending periods and the retries go on. */
  private void tick() {
    send(nodes.get(0).on(new RoleMessage.TimerFired(new TimerKey.StateRetry()), now()));
    for (TransferNode node : nodes.subList(1, nodes.size())) {
      send(node.on(new RoleMessage.TimerFired(new TimerKey.StateServing()), now()));
    }
  }

  private void install(StateFetched fetched) {
    List<Output> outputs = execution.on(new InstallState(fetched.proof(), fetched.source()), now());
    if (ledger.size() != entries) {
      throw new IllegalStateException(ledger.size() + " entries came, not " + entries);
    }
    for (Output output : outputs) {
      if (output instanceof Output.Tell(StateInstalled installed)) {
        send(nodes.get(0).on(installed, now()));
      }
    }
    if (nodes.get(0).others().stream().noneMatch(TransferMeasurement::isInstalled)) {
      throw new IllegalStateException("the state was not reported as installed");
    }
  }

  private static boolean isInstalled(Output output) {
    return output instanceof Output.Report(Event.StateInstalled installed);
  }

  private static Timestamp now() {
    return new Timestamp(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
  }
}
