package io.weevil.testkit.swarm;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.role.Event;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.GroupObserver;
import io.weevil.testkit.world.VirtualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Remembers the last of what has happened in a run, to be told in words and as a chart. */
public final class Story implements GroupObserver {

  /** One thing that has happened. */
  public sealed interface Scene {
    Duration when();
  }

  /**
   * Something was said.
   *
   * @param text one line
   */
  public record Said(Duration when, String from, String to, String text) implements Scene {}

  /** Something happened at one place. */
  public record Happened(Duration when, String where, String text) implements Scene {}

  private static final int LINE = 160;

  private final VirtualTime time;
  private final int most;
  private final Deque<Scene> scenes = new ArrayDeque<>();

  private Story(VirtualTime time, int most) {
    this.time = time;
    this.most = most;
  }

  /**
   * Listens from now on.
   *
   * @param most how many things are remembered
   */
  static Story of(ActorGroup group, int most) {
    Story story = new Story(group.time(), most);
    group.observe(story);
    return story;
  }

  /** In the order in which they happened. */
  public List<Scene> scenes() {
    return new ArrayList<>(scenes);
  }

  private void add(Scene scene) {
    scenes.add(scene);
    if (scenes.size() > most) {
      scenes.remove();
    }
  }

  private void at(ReplicaId replica, String text) {
    add(new Happened(time.elapsed(), "replica-" + replica.index(), line(text)));
  }

  private static String line(String text) {
    String one = text.replace('\n', ' ');
    return one.length() <= LINE ? one : one.substring(0, LINE - 1) + "…";
  }

  @Override
  public void onSent(PeerAddress from, PeerAddress to, Party sender, WireMessage message) {
    add(new Said(time.elapsed(), from.host(), to.host(), line(message.toString())));
  }

  @Override
  public void onStarted(ReplicaId replica) {
    at(replica, "starts");
  }

  @Override
  public void onFailed(String node, Throwable cause) {
    add(new Happened(time.elapsed(), node, line("stops: " + cause)));
  }

  @Override
  public void onEvent(ReplicaId replica, Event event) {
    if (!(event instanceof Event.Ignored)) {
      at(replica, event.toString());
    }
  }

  @Override
  public void onCall(Caller caller, Caller.Made call) {
    add(
        new Happened(
            time.elapsed(),
            clientOf(caller),
            caller.name() + " asks: " + call.operation().toUtf8()));
  }

  @Override
  public void onAnswer(Caller caller, Caller.Made call) {
    add(
        new Happened(
            time.elapsed(), clientOf(caller), line(caller.name() + " is told: " + call.answer())));
  }

  private static String clientOf(Caller caller) {
    return caller.name().substring(0, caller.name().indexOf("-caller"));
  }

  /** One line for each. */
  public List<String> lines() {
    return scenes.stream()
        .map(
            scene ->
                switch (scene) {
                  case Said said ->
                      "%10.4f ms  %s → %s: %s"
                          .formatted(millis(said), said.from(), said.to(), said.text());
                  case Happened h -> "%10.4f ms  %s: %s".formatted(millis(h), h.where(), h.text());
                })
        .toList();
  }

  static double millis(Scene scene) {
    return scene.when().toNanos() / 1e6;
  }
}
