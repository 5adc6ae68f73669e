package io.weevil.actors.role;

import com.typesafe.config.Config;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * Whose threads do what, as {@code weevil.dispatchers} says.
 *
 * @param ordering the roles that order requests, and a client's proxy
 * @param verification checks signatures and authenticators
 * @param execution runs the service
 * @param checkpoints digests the service's states, and moves them
 */
public record Dispatchers(
    DispatcherSelector ordering,
    DispatcherSelector verification,
    DispatcherSelector execution,
    DispatcherSelector checkpoints) {

  /** As the system's configuration has it. */
  public static Dispatchers of(ActorSystem<?> system) {
    Config paths = system.settings().config().getConfig("weevil.dispatchers");
    return new Dispatchers(
        DispatcherSelector.fromConfig("weevil.ordering-dispatcher"),
        DispatcherSelector.fromConfig(paths.getString("verification")),
        DispatcherSelector.fromConfig(paths.getString("execution")),
        DispatcherSelector.fromConfig(paths.getString("checkpoints")));
  }
}
