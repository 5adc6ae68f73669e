package io.weevil.actors;

import io.weevil.actors.client.ClientParts;
import io.weevil.actors.client.ClientProxy;
import io.weevil.actors.client.WeevilClient;
import io.weevil.actors.configuration.ClientSettings;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.replica.ReplicaNode;
import io.weevil.actors.replica.ReplicaParts;
import io.weevil.engine.service.EncodedService;
import io.weevil.engine.service.OperationCodec;
import io.weevil.engine.service.StateMachine;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * Weevil in an application's actor system: starts replicas and clients from its configuration,
 * which stands under {@code weevil}.
 *
 * <p>Those who want to supervise them themselves spawn {@link ReplicaNode#create} and {@link
 * ClientProxy#create} where they like.
 */
public final class Weevil implements Extension {

  /** The extension's name. */
  public static final class Id extends ExtensionId<Weevil> {
    private static final Id INSTANCE = new Id();

    private Id() {}

    public static Id getInstance() {
      return INSTANCE;
    }

    @Override
    public Weevil createExtension(ActorSystem<?> system) {
      return new Weevil(system);
    }
  }

  private final ActorSystem<?> system;

  private Weevil(ActorSystem<?> system) {
    this.system = system;
  }

  public static Weevil get(ActorSystem<?> system) {
    return Id.INSTANCE.apply(system);
  }

  /**
   * The settings of what is started here.
   *
   * @throws io.weevil.actors.configuration.InvalidConfigurationException naming all errors
   */
  public WeevilSettings settings(WeevilSettings.Part... parts) {
    return WeevilSettings.of(system.settings().config(), parts);
  }

  /**
   * Starts this configuration's replica. Its actor ends when the replica fails: watch it.
   *
   * @param service makes the service in its initial state, the same on every replica
   * @throws io.weevil.actors.configuration.InvalidConfigurationException naming all errors
   */
  public <O, R> ActorRef<ReplicaNode.Command> startReplica(
      Supplier<StateMachine<O, R>> service, OperationCodec<O, R> codec) {
    WeevilSettings settings = settings(WeevilSettings.Part.REPLICA);
    int index = settings.replica().orElseThrow().id().index();
    return system.systemActorOf(
        ReplicaNode.create(
            settings,
            () -> new EncodedService<>(service.get(), codec),
            ReplicaParts.standard(settings.transport())),
        "weevil-replica-" + index,
        DispatcherSelector.defaultDispatcher());
  }

  /**
   * Starts this configuration's client.
   *
   * @throws io.weevil.actors.configuration.InvalidConfigurationException naming all errors
   */
  public <O, R> WeevilClient<O, R> startClient(OperationCodec<O, R> codec) {
    WeevilSettings settings = settings(WeevilSettings.Part.CLIENT);
    ClientSettings client = settings.client().orElseThrow();
    ActorRef<ClientProxy.Command> proxy =
        system.systemActorOf(
            ClientProxy.create(settings, ClientParts.standard(settings.transport())),
            "weevil-client-" + URLEncoder.encode(client.name(), StandardCharsets.UTF_8),
            DispatcherSelector.fromConfig("weevil.ordering-dispatcher"));
    return new WeevilClient<>(system, proxy, codec, client.call());
  }
}
