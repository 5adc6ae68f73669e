package io.weevil.testkit.actors;

import io.weevil.actors.configuration.IngressSettings;
import io.weevil.actors.configuration.KeyFile;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.ReplicaSettings;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.replica.ReplicaNode;
import io.weevil.actors.replica.ReplicaParts;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.service.StateMachine;
import io.weevil.testkit.simulation.SimulationSettings;
import io.weevil.testkit.world.Process;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a replica runs on: a disk, and one process after the other. */
final class Machine {

  private static final IngressSettings INGRESS = new IngressSettings(1, 16_384);

  private final ReplicaId id;
  private final String label;
  private final PeerAddress address;
  private final Premises premises;
  private final SimulationSettings settings;
  private final Supplier<StateMachine<Bytes, Bytes>> service;
  private final List<Witness> witnesses = new ArrayList<>();
  private int disks;
  private @Nullable Process process;
  private @Nullable ActorRef<ReplicaNode.Command> node;

  /** The one on which the group expects the replica. */
  Machine(
      ReplicaId id,
      Premises premises,
      SimulationSettings settings,
      Supplier<StateMachine<Bytes, Bytes>> service) {
    this(id, premises.group().address(id), premises, settings, service);
  }

  /** Another one, with the replica's keys and a disk of its own. */
  Machine(
      ReplicaId id,
      PeerAddress address,
      Premises premises,
      SimulationSettings settings,
      Supplier<StateMachine<Bytes, Bytes>> service) {
    this.id = id;
    this.label = address.host();
    this.address = address;
    this.premises = premises;
    this.settings = settings;
    this.service = service;
  }

  ReplicaId id() {
    return id;
  }

  PeerAddress address() {
    return address;
  }

  /** Of each process that has run here, the last one last; at least one. */
  List<Witness> witnesses() {
    return List.copyOf(witnesses);
  }

  Witness witness() {
    return witnesses.get(witnesses.size() - 1);
  }

  boolean isUp() {
    return process != null;
  }

  /** Starts a process with what is on the disk. */
  void start() {
    if (process != null) {
      throw new IllegalStateException(id + " runs already");
    }
    String name = label + (witnesses.isEmpty() ? "" : "." + witnesses.size());
    Process started = premises.time().process(name);
    Witness witness = new Witness(id, started);
    witnesses.add(witness);
    process = started;
    ReplicaParts parts =
        new ReplicaParts(
            premises.network().transports(),
            started.clock(),
            witness,
            witness,
            premises.keys().signatures());
    WeevilSettings all =
        new WeevilSettings(
            premises.group(), premises.noTransport(), Optional.of(replica()), Optional.empty());
    node = premises.spawn(ReplicaNode.create(all, service, parts), name);
  }

  private ReplicaSettings replica() {
    return new ReplicaSettings(
        id,
        KeyFile.of(premises.keys().replica(id)),
        address(),
        address(),
        settings.track(),
        settings.batches(),
        settings.timers(),
        INGRESS,
        folder("states"),
        folder("evidence"),
        folder("memory").resolve("signed"));
  }

  private Path folder(String what) {
    Path disk = premises.disk(label + "-disk-" + disks);
    try {
      return Files.createDirectories(disk.resolve(what));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder in " + disk, e);
    }
  }

  /** The process is dead at once; what is on the disk stays. Nothing when it was dead before. */
  void crash() {
    Process dying = process;
    ActorRef<ReplicaNode.Command> actor = node;
    if (dying == null || actor == null) {
      return;
    }
    premises.network().unplug(address());
    premises.time().crash(dying);
    premises.kill(actor);
    premises.time().forget(dying);
    process = null;
    node = null;
  }

  /** The next process finds an empty one. */
  void loseDisk() {
    disks++;
  }

  void pause() {
    running(premises.time()::pause);
  }

  void resume() {
    running(premises.time()::resume);
  }

  void slowDown(Duration step) {
    running(p -> p.slowDown(step));
  }

  void skewClock(Duration ahead) {
    running(p -> p.skewClock(ahead));
  }

  private void running(Consumer<Process> deed) {
    Process running = process;
    if (running != null) {
      deed.accept(running);
    }
  }
}
