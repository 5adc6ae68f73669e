package io.weevil.apps.bench.peer;

import io.weevil.actors.client.Answer;
import io.weevil.actors.client.ClientProxy;
import io.weevil.apps.bench.load.Callee;
import io.weevil.apps.bench.service.NullService;
import io.weevil.engine.model.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** What clients of all peers have in common. */
abstract class PeerCallee implements Callee {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "weevil");
  private final List<ActorRef<ClientProxy.Command>> proxies = new ArrayList<>();

  /** To be called once, by the constructor. */
  final void startProxies(Peer peer, int clients, IntFunction<Bundling.Way> ways) {
    Bundling.Policy policy =
        peer.bundles() ? Bundling.Policy.of(system.settings().config()) : Bundling.Policy.none();
    for (int i = 0; i < clients; i++) {
      ActorRef<Object> proxy =
          system.systemActorOf(Bundling.create(ways.apply(i), policy), "client-" + i, DISPATCHER);
      proxies.add(proxy.narrow());
    }
  }

  @Override
  public final ActorSystem<Void> system() {
    return system;
  }

  @Override
  public final List<ActorRef<ClientProxy.Command>> proxies() {
    return List.copyOf(proxies);
  }

  @Override
  public final Duration deadline() {
    return DEADLINE;
  }

  @Override
  public final CompletionStage<Answer<Bytes>> audit() {
    return AskPattern.ask(
        proxies.get(0),
        replyTo -> new ClientProxy.Call(NullService.AUDIT, false, DEADLINE, replyTo),
        DEADLINE,
        system.scheduler());
  }

  /** The account, as bytes, or why there is none. */
  final Answer<Bytes> awaitAudit() {
    return audit().toCompletableFuture().join();
  }
}
