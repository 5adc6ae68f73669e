package io.weevil.apps.client;

import com.typesafe.config.Config;
import io.weevil.actors.Weevil;
import io.weevil.actors.client.ClientParts;
import io.weevil.actors.client.ClientProxy;
import io.weevil.actors.client.GroupStatus;
import io.weevil.actors.client.WeevilClient;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.apps.kv.KeyValueCodec;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.ReplicaId;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The client of a real group, in an actor system of its own. */
public final class GroupClient implements KeyValueClient {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ActorSystem<Void> system;
  private final WeevilClient<KeyValueOperation, KeyValueResult> client;

  private GroupClient(
      ActorSystem<Void> system, WeevilClient<KeyValueOperation, KeyValueResult> client) {
    this.system = system;
    this.client = client;
  }

  /**
   * Starts the client that the configuration describes; replicas need not run yet.
   *
   * @throws io.weevil.actors.configuration.InvalidConfigurationException naming all errors
   */
  public static GroupClient start(Config config) {
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "weevil", config);
    try {
      return new GroupClient(system, Weevil.get(system).startClient(new KeyValueCodec()));
    } catch (RuntimeException unusable) {
      terminate(system);
      throw unusable;
    }
  }

  /**
   * Starts it with some of its parts replaced.
   *
   * @param changed given the standard parts, says which to use
   * @throws io.weevil.actors.configuration.InvalidConfigurationException naming all errors
   */
  public static GroupClient start(Config config, UnaryOperator<ClientParts> changed) {
    WeevilSettings settings = WeevilSettings.forClient(config);
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "weevil", config);
    ActorRef<ClientProxy.Command> proxy =
        system.systemActorOf(
            ClientProxy.create(settings, changed.apply(ClientParts.standard(settings.transport()))),
            "weevil-client",
            DispatcherSelector.fromConfig("weevil.ordering-dispatcher"));
    return new GroupClient(
        system,
        new WeevilClient<>(
            system, proxy, new KeyValueCodec(), settings.client().orElseThrow().call()));
  }

  @Override
  public CompletionStage<Answer> ask(KeyValueOperation operation) {
    return operation.isRead()
        ? client.read(operation).thenApply(GroupClient::answer)
        : askOrdered(operation);
  }

  @Override
  public CompletionStage<Answer> askOrdered(KeyValueOperation operation) {
    return client.execute(operation).thenApply(GroupClient::answer);
  }

  @Override
  public CompletionStage<SortedMap<ReplicaId, StatusReport>> status(Duration patience) {
    return client.status(patience).thenApply(GroupStatus::reports);
  }

  private static Answer answer(io.weevil.actors.client.Answer<KeyValueResult> answer) {
    return switch (answer) {
      case io.weevil.actors.client.Answer.Done<KeyValueResult> done ->
          new Answer.Done(done.result(), done.grade(), done.slot());
      case io.weevil.actors.client.Answer.Failed<KeyValueResult> failed ->
          new Answer.Failed(failed.reason());
      case io.weevil.actors.client.Answer.Rejected<KeyValueResult> rejected ->
          new Answer.Rejected(rejected.why());
      case io.weevil.actors.client.Answer.Unknown<KeyValueResult> unknown ->
          new Answer.Unknown(unknown.known());
    };
  }

  @Override
  public void close() {
    client.stop();
    terminate(system);
  }

  private static void terminate(ActorSystem<Void> system) {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      // The process ends with it all the same.
    }
  }
}
