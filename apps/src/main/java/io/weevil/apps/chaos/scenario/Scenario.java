package io.weevil.apps.chaos.scenario;

import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.quorum.Quorums;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is done to a group, and what must hold all the same.
 *
 * @param name the file's, without its ending
 * @param comment what it shows: the comment at the top of its file
 * @param text the whole file
 * @param seed of everything that is drawn
 * @param duration how long the load goes on
 * @param timeline in order
 */
public record Scenario(
    String name,
    String comment,
    String text,
    long seed,
    Duration duration,
    Shape group,
    Load load,
    List<Step> timeline,
    Expectations expect) {

  public Scenario {
    timeline = List.copyOf(timeline);
  }

  /**
   * The group.
   *
   * @param settings that differ from the defaults, by their full paths
   */
  public record Shape(
      Quorums quorums, RequestAuthentication authentication, Map<String, String> settings) {
    public Shape {
      settings = Map.copyOf(settings);
    }
  }

  /** What calls do that do not read. */
  public enum Writing {
    PUT,
    SWAP,
    MIXED
  }

  /**
   * What the clients do.
   *
   * @param clients with a connection each
   * @param callers of all clients together, at least one each
   * @param keys registers
   * @param readShare 0 … 1
   * @param rate calls a second of all callers together, at most
   * @param valueSize bytes
   * @param deadline of a call
   */
  public record Load(
      int clients,
      int callers,
      int keys,
      double readShare,
      Writing operation,
      int rate,
      int valueSize,
      Duration deadline) {}

  /**
   * @param at since the load began
   */
  public record Step(Duration at, Action action) {}
}
