package io.weevil.apps.node;

import io.weevil.actors.role.NodeListener;
import io.weevil.engine.authentication.Opened;
import io.weevil.engine.model.Party;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Suspicion;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** One line for each event that an operator cares about. What others cause at will is said once. */
public final class OperatorLines implements NodeListener {

  /** Refusals that point at a wrong configuration, or at an attack. */
  private static final Set<Opened.Cause> TELLING =
      EnumSet.of(
          Opened.Cause.WRONG_GROUP,
          Opened.Cause.BAD_MAC,
          Opened.Cause.FORGED_SIGNATURE,
          Opened.Cause.FORGED_CERTIFICATE,
          Opened.Cause.EXPIRED_CERTIFICATE);

  private static final int MAX_SAID = 1_000;

  private final Consumer<String> lines;
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  /**
   * @param lines takes a line, from any thread
   */
  public OperatorLines(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void onEvent(Event event) {
    switch (event) {
      case Event.TrackSwitched e ->
          say("track %s from slot %d on: %s", e.track(), e.from().number(), e.reason());
      case Event.SilenceChanged e when e.silent().isEmpty() -> say("all replicas are heard again");
      case Event.SilenceChanged e -> say("not heard of for a while: %s", e.silent());
      case Event.NoConfidenceSigned e ->
          say("no confidence in the primary of %s: %s", e.view(), describe(e.cause()));
      case Event.ConfidenceLost e ->
          say(
              "the group has lost confidence in the primary of %s (%s say so) and changes it",
              e.view(), e.signers());
      case Event.Learning e ->
          say(
              "a LEARNER: this key has signed before in this group, and this replica does not know"
                  + " what; it follows, signs nothing, answers nobody, and counts as one of the f"
                  + " faulty ones");
      case Event.ViewInstalled e ->
          say("in %s, led by %s, from slot %d on", e.view(), e.primary(), e.log().number());
      case Event.ViewStarted e -> say("%s has started", e.view());
      case Event.RolledBack e ->
          say(
              "rolled back: executed up to slot %d, and %s keeps them up to %d only",
              e.executed().number(), e.view(), e.kept().number());
      case Event.SecondNewView e ->
          say("the primary of %s is proven faulty: it announced two beginnings", e.view());
      case Event.ViewLeft e -> {}
      case Event.PrimaryProvenFaulty e ->
          say(
              "the primary is proven faulty: it signed two histories for %s of %s",
              e.second().header().slot(), e.second().header().view());
      case Event.BatchProvenFaulty e ->
          say("the primary is proven faulty at %s: %s", e.header().header().slot(), e.fault());
      case Event.StateDiverged e ->
          say(
              "STATE DIVERGED at %s: mine is %s, the group's %s; this replica answers no more until"
                  + " it has fetched the group's; check its memory, and the service for what is not"
                  + " deterministic",
              e.slot(), e.own(), e.proven());
      case Event.CheckpointUndecided e ->
          say(
              "NO STATE CAN BE PROVEN at %s: members signed %s; the group stops ordering when its"
                  + " window is full: the service is not deterministic, or too many machines fail",
              e.slot(), e.states());
      case Event.StateTransferProgress e when e.total() == 0 ->
          say("fetching the state at %s", e.slot());
      case Event.StateTransferProgress e ->
          say("fetching the state at %s: %d of %d chunks", e.slot(), e.received(), e.total());
      case Event.StateSenderBanned e ->
          say("%s sent what is not the state at %s: %s", e.sender(), e.slot(), e.reason());
      case Event.StateStoreFailed e ->
          once(
              "the state at %s cannot be kept in weevil.replica.state-folder: %s (said once)"
                  .formatted(e.slot(), e.reason()),
              "state store " + e.reason());
      case Event.StateInstalled e -> say("installed the group's state at %s", e.slot());
      case Event.HistoryDiverged e ->
          say(
              "this replica was told another history than the group up to %s; it fetches the state",
              e.slot());
      case Event.LeftBehind e ->
          say(
              "left behind at %s, the group is stable at %s; it fetches the state",
              e.accepted(), e.stable());
      case Event.CaughtUp e -> say("caught up to %s", e.accepted());
      case Event.CheckpointStable e -> {}
      case Event.EvidenceFound e -> {} // told with its file, below
      case Event.Ignored e -> {}
      case Event.OperationFailed e -> {}
    }
  }

  private static String describe(Suspicion cause) {
    return switch (cause) {
      case Suspicion.RequestTimedOut(var operation) -> "request " + operation + " took too long";
      case Suspicion.HoleNotFilled(var slot) -> slot + " did not come";
      case Suspicion.SlotNotCommitted(var slot) -> slot + " was not committed in time";
      case Suspicion.ViewNotStarted s -> "it did not start in time";
      case Suspicion.PrimaryFaulty(String fault) -> fault;
      case Suspicion.OtherHistory(var slot) -> "others hold another history at " + slot;
    };
  }

  @Override
  public void onEvidenceKept(Event.EvidenceFound found, Path file) {
    say(
        "PROVEN FAULTY: %s, %s; the proof is in %s: read it with 'weevil evidence show', take that"
            + " replica off the network, and hand the file to whoever runs it",
        found.accused(), found.evidence().kind().words(), file);
  }

  @Override
  public void onEvidenceLost(Event.EvidenceFound found, String why) {
    say(
        "PROVEN FAULTY: %s, %s; the proof COULD NOT BE KEPT: %s",
        found.accused(), found.evidence().kind().words(), why);
  }

  @Override
  public void onRefused(Opened.Refused refused) {
    if (TELLING.contains(refused.cause())) {
      once(
          "refused from %s: %s, %s (said once)"
              .formatted(refused.claimedSender(), refused.cause(), refused.detail()),
          refused.cause() + " " + refused.claimedSender());
    }
  }

  @Override
  public void onOverflow(Party claimedSender) {
    once(
        "too much at once from " + claimedSender + ", messages dropped (said once)",
        "overflow " + claimedSender);
  }

  private void once(String line, String key) {
    if (said.size() < MAX_SAID && said.add(key)) {
      lines.accept(line);
    }
  }

  private void say(String format, Object... arguments) {
    lines.accept(format.formatted(arguments));
  }
}
