package io.weevil.actors.transport;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.TransportSettings;
import java.util.Map;
import java.util.Set;

/**
 * The configuration of the actor system that Artery runs in. What keeps strangers out comes last,
 * so nothing overrides it.
 */
final class ArteryConfiguration {

  private static final String SERIALIZERS = "pekko.actor.serializers";
  private static final ConfigValue REFUSING =
      ConfigValueFactory.fromAnyRef(RefusingSerializer.class.getName());

  /** Artery's own, for its handshake, and ours: no other serializer can be named from outside. */
  private static final Set<String> KEPT = Set.of("artery", "weevil-wire");

  /** What Artery puts before a message in its frame, addresses of both ends included. */
  static final int HEADER_BYTES = 1_024;

  private ArteryConfiguration() {}

  static Config of(TransportSettings settings, PeerAddress address, PeerAddress bind) {
    ClassLoader loader = ArteryConfiguration.class.getClassLoader();
    Config config =
        ConfigFactory.parseMap(values(settings, address, bind))
            .withFallback(ConfigFactory.parseMap(threads(settings.threads())))
            .withFallback(ConfigFactory.parseResources(loader, "weevil-transport-hardening.conf"))
            .withFallback(settings.actorSystem())
            .withFallback(ConfigFactory.parseResources(loader, "weevil-transport.conf"))
            .withFallback(ConfigFactory.defaultReference(loader))
            .resolve();
    return withoutOtherSerializers(config);
  }

  private static Map<String, Object> values(
      TransportSettings settings, PeerAddress address, PeerAddress bind) {
    String artery = "pekko.remote.artery.";
    return Map.of(
        artery + "canonical.hostname",
        address.host(),
        artery + "canonical.port",
        address.port(),
        artery + "bind.hostname",
        bind.host(),
        artery + "bind.port",
        bind.port(),
        artery + "bind.bind-timeout",
        settings.startTimeout(),
        artery + "advanced.maximum-frame-size",
        settings.maximumFrameSize() + HEADER_BYTES,
        artery + "advanced.outbound-message-queue-size",
        settings.outboundQueue());
  }

  /** Without threads of its own the system runs on those that it is started with. */
  private static Map<String, Object> threads(int own) {
    String dispatcher = "pekko.actor.default-dispatcher.";
    return own == 0
        ? Map.of(dispatcher + "executor", "default-executor")
        : Map.of(
            dispatcher + "fork-join-executor.parallelism-min",
            own,
            dispatcher + "fork-join-executor.parallelism-max",
            own);
  }

  /** Every other serializer's place is taken: Pekko would put it back if it were only left out. */
  private static Config withoutOtherSerializers(Config config) {
    Config safe = config;
    for (String name : config.getObject(SERIALIZERS).keySet()) {
      if (!KEPT.contains(name)) {
        safe = safe.withValue(SERIALIZERS + "." + ConfigUtil.quoteString(name), REFUSING);
      }
    }
    return safe;
  }
}
