package io.weevil.actors.configuration;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.weevil.engine.group.GroupConfiguration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All of a node's settings, parsed once. A configuration with errors gives no settings but an
 * {@link InvalidConfigurationException} that names every one of them.
 *
 * @param replica present when it was asked for
 * @param client present when it was asked for
 */
public record WeevilSettings(
    GroupSettings group,
    TransportSettings transport,
    Optional<ReplicaSettings> replica,
    Optional<ClientSettings> client) {

  /** What is started in this process, beside the group that everyone knows. */
  public enum Part {
    REPLICA,
    CLIENT
  }

  /**
   * Reads the settings of a group and of the parts that are started here.
   *
   * @param config a whole configuration, such as {@code ConfigFactory.load()} gives: Weevil's
   *     section stands under {@code weevil}
   * @throws InvalidConfigurationException naming all errors
   */
  public static WeevilSettings of(Config config, Part... parts) {
    return of(config, parts.length == 0 ? Set.of() : EnumSet.copyOf(List.of(parts)));
  }

  /** Settings of a replica. See {@link #of(Config, Part...)}. */
  public static WeevilSettings forReplica(Config config) {
    return of(config, Part.REPLICA);
  }

  /** Settings of a client. See {@link #of(Config, Part...)}. */
  public static WeevilSettings forClient(Config config) {
    return of(config, Part.CLIENT);
  }

  private static WeevilSettings of(Config config, Set<Part> parts) {
    Config reference = ConfigFactory.defaultReference(WeevilSettings.class.getClassLoader());
    Config complete = resolve(config.withFallback(reference));
    ConfigReader reader = new ConfigReader(complete);
    ConfigReader weevil =
        reader.with(KnownKeys.check(complete, reference, reader)).section("weevil");
    Optional<GroupSettings> group = GroupParser.parse(weevil.section("group"));
    Optional<GroupConfiguration> members = group.map(GroupSettings::configuration);
    TransportSettings transport = TransportParser.parse(weevil.section("transport"), members);
    Optional<ReplicaSettings> replica =
        parts.contains(Part.REPLICA) ? ReplicaParser.parse(weevil, group) : Optional.empty();
    Optional<ClientSettings> client =
        parts.contains(Part.CLIENT) ? ClientParser.parse(weevil, members) : Optional.empty();
    if (reader.hasFindings()) {
      throw new InvalidConfigurationException(reader.findings());
    }
    return new WeevilSettings(group.orElseThrow(), transport, replica, client);
  }

  private static Config resolve(Config config) {
    try {
      return config.resolve();
    } catch (ConfigException.UnresolvedSubstitution unresolved) {
      throw new InvalidConfigurationException(
          List.of(
              new Finding(
                  "weevil",
                  "",
                  "",
                  String.valueOf(unresolved.getMessage()),
                  "Define what is substituted")));
    }
  }
}
