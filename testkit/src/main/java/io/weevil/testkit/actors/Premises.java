package io.weevil.testkit.actors;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.typesafe.config.ConfigFactory;
import io.weevil.actors.configuration.GroupSettings;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.TransportSettings;
import io.weevil.engine.model.ReplicaId;
import io.weevil.testkit.simulation.SimulatedKeys;
import io.weevil.testkit.world.InMemoryNetwork;
import io.weevil.testkit.world.Link;
import io.weevil.testkit.world.Order;
import io.weevil.testkit.world.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Where a group lives: one actor system in virtual time, a network, disks in memory, and keys. */
final class Premises implements AutoCloseable {

  private static final Duration END = Duration.ofMinutes(10);

  private final ActorSystem<Void> system;
  private final VirtualTime time;
  private final InMemoryNetwork network;
  private final FileSystem disks = Jimfs.newFileSystem(Configuration.unix());
  private final SimulatedKeys keys;
  private final GroupSettings group;
  private final Nursery nursery;
  private final ActorRef<Nursery.Command> nurse;

  Premises(SimulatedKeys keys, Order order, Link link, BiConsumer<String, Throwable> failed) {
    this.keys = keys;
    this.nursery = new Nursery(failed);
    this.group = new GroupSettings(keys.group(), addresses(keys));
    this.system =
        VirtualTime.system(Behaviors.empty(), "actor-group", order, ConfigFactory.empty());
    this.time = VirtualTime.of(system);
    this.network = new InMemoryNetwork(time::after, link);
    this.nurse = system.systemActorOf(nursery.behavior(), "nursery", Props.empty());
  }

  private static SortedMap<ReplicaId, PeerAddress> addresses(SimulatedKeys keys) {
    SortedMap<ReplicaId, PeerAddress> addresses = new TreeMap<>();
    keys.group()
        .quorums()
        .members()
        .forEach(id -> addresses.put(id, new PeerAddress("replica-" + id.index(), 1)));
    return addresses;
  }

  VirtualTime time() {
    return time;
  }

  InMemoryNetwork network() {
    return network;
  }

  SimulatedKeys keys() {
    return keys;
  }

  GroupSettings group() {
    return group;
  }

  /** An empty folder the first time that it is asked for. */
  Path disk(String name) {
    return disks.getPath("/" + name);
  }

  TransportSettings noTransport() {
    return new TransportSettings(1 << 20, 1, Duration.ofSeconds(1), 1, ConfigFactory.empty());
  }

  /** A child of the nursery, which has started. */
  <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
    List<ActorRef<T>> spawned = new ArrayList<>();
    nurse.tell(new Nursery.Spawn<>(behavior, name, spawned::add));
    time.settle();
    return spawned.get(0);
  }

  /** It ends, and hears of nothing more. */
  void kill(ActorRef<?> child) {
    nurse.tell(new Nursery.Kill(child));
    time.settle();
  }

  /** Why nodes have failed; empty unless some have. */
  List<Throwable> failures() {
    return nursery.failures();
  }

  @Override
  public void close() {
    nurse.tell(new Nursery.Stop());
    time.settle();
    system.terminate();
    var ended = system.getWhenTerminated().toCompletableFuture();
    if (!time.runUntil(ended::isDone, END)) {
      throw new IllegalStateException("the actor system does not end");
    }
    try {
      disks.close();
    } catch (IOException e) {
      throw new UncheckedIOException("disks in memory cannot be closed", e);
    }
  }
}
