package io.weevil.actors.configuration;

/**
 * The door.
 *
 * @param parallelism actors that authenticate messages; at a replica that many for replicas, and as
 *     many for clients
 * @param queue messages that may wait at each
 */
public record IngressSettings(int parallelism, int queue) {

  static IngressSettings parse(ConfigReader section) {
    return new IngressSettings(
        section.integer("parallelism", 1, 64), section.integer("queue", 1, 1 << 20));
  }
}
