package io.weevil.engine.viewchange;

import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.authentication.Verified;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.NoConfidenceProof;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToViewChangeManager;
import io.weevil.engine.role.Stalls;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The end of a view and the beginning of the next: NO-CONFIDENCE and its proof (R-SUSPECT),
 * VIEW-CHANGE (R-VIEW-CHANGE), NEW-VIEW (R-SELECT), and when to give a new view up. What the log of
 * this replica is, and when it has become the new one, the backup says.
 */
public final class ViewChangeCore implements Core<ToViewChangeManager> {

  private static final String NAME = "view-change manager";

  /** Time-outs are doubled no more often than this. */
  static final int MAX_DOUBLINGS = 7;

  private final GroupConfiguration group;
  private final Quorums quorums;
  private final ReplicaSigner signer;
  private final Duration newViewTimer;
  private final Outputs out = new Outputs();
  private final Suspicions suspicions;
  private final ViewChanges viewChanges;

  /** The view that the backup works in, or worked in before it froze. */
  private View installed = View.ZERO;

  /** The view that it is frozen for; {@link #installed} when it is not. */
  private View target = View.ZERO;

  /** Whether the log that {@link #target} begins with is committed in it. */
  private boolean started = true;

  /** That {@link #target} was changed to for a reason; null in view 0. */
  private @Nullable NoConfidenceProof proof;

  /** Signed once and kept: resent unchanged (R-EVIDENCE). */
  private @Nullable NoConfidence ownSuspicion;

  private @Nullable ViewChange ownViewChange;

  /** The newest one, whoever made it: for those that have not got it (R-STATUS). */
  private @Nullable NewView newView;

  private int doublings;
  private boolean timing;
  private Stalls stalls = new Stalls();
  private Timestamp since = Timestamp.ZERO;
  private Duration timeout = Duration.ZERO;
  private Timestamp now = Timestamp.ZERO;

  /**
   * @param newViewTimer until a view for which {@code viewChange} replicas have left theirs has
   *     started; doubles with each view that does not
   */
  public ViewChangeCore(GroupConfiguration group, ReplicaSigner signer, Duration newViewTimer) {
    this.group = group;
    this.quorums = group.quorums();
    this.signer = signer;
    this.newViewTimer = newViewTimer;
    this.suspicions = new Suspicions(quorums);
    this.viewChanges = new ViewChanges(quorums);
  }

  @Override
  public List<Output> on(ToViewChangeManager input, Timestamp time) {
    now = time;
    switch (input) {
      case RoleMessage.Suspect(View suspected, Suspicion cause) -> onSuspect(suspected, cause);
      case RoleMessage.Frozen(View frozenFor, LogReport report) -> onFrozen(frozenFor, report);
      case RoleMessage.Installed(View view) -> installed = view;
      case RoleMessage.ViewStarted(View view) -> onStarted(view);
      case RoleMessage.Progressed p -> shortenTimeouts();
      case RoleMessage.Received(Verified<? extends WireMessage> verified) -> onReceived(verified);
      case RoleMessage.TimerFired(TimerKey key) -> onTimer(key);
      case RoleMessage.Started s -> {}
    }
    return out.drain();
  }

  private void onReceived(Verified<? extends WireMessage> verified) {
    if (verified.message() instanceof NoConfidence statement) {
      onNoConfidence(statement);
    } else if (verified.message() instanceof ViewChange viewChange) {
      onViewChange(viewChange);
    } else if (verified.message() instanceof NewView announced) {
      onNewView(announced);
    } else if (verified.message() instanceof Status status
        && verified.sender() instanceof ReplicaId peer) {
      resendTo(peer, status);
    }
  }

  /** The backup suspects the primary of the view that it works in. */
  private void onSuspect(View suspected, Suspicion cause) {
    if (suspected.equals(target)) {
      signNoConfidence(cause);
    }
  }

  /** Once for a view, and never in the own one: the others will, if there is cause. */
  private void signNoConfidence(Suspicion cause) {
    boolean signed = ownSuspicion != null && ownSuspicion.view().equals(target);
    if (signed || leads(target) || signer.isLearner()) {
      return;
    }
    NoConfidence statement = signer.noConfidence(target);
    ownSuspicion = statement;
    out.persist(new Promise.NoConfidenceSigned(statement)); // R-DURABLE
    out.broadcast(statement);
    out.report(new Event.NoConfidenceSigned(target, cause));
    onNoConfidence(statement);
  }

  private void onNoConfidence(NoConfidence statement) {
    if (statement.view().compareTo(target) < 0) {
      out.ignore(NAME, statement, "of an older view");
      return;
    }
    suspicions.collect(statement);
    NoConfidenceProof found = suspicions.proofAgainst(statement.view());
    if (found != null) { // R-SUSPECT
      leaveFor(statement.view().next(), found);
    }
  }

  /** R-VIEW-CHANGE: the backup freezes and says what it holds. */
  private void leaveFor(View next, NoConfidenceProof because) {
    if (next.compareTo(target) <= 0) {
      return;
    }
    if (!started) {
      doublings = Math.min(MAX_DOUBLINGS, doublings + 1);
    }
    stopTimer();
    stalls = new Stalls();
    target = next;
    proof = because;
    started = false;
    ownViewChange = null;
    View lost = new View(next.number() - 1);
    out.report(new Event.ConfidenceLost(lost, new TreeSet<>(because.signatures().keySet())));
    out.tell(new RoleMessage.LeaveView(next));
  }

  private void onFrozen(View frozenFor, LogReport report) {
    if (!frozenFor.equals(target) || proof == null || ownViewChange != null) {
      return; // the backup froze for a view that was given up since
    }
    if (signer.isLearner()) {
      return; // R-LEARN: it waits for the others' NEW-VIEW
    }
    ViewChange own = signer.viewChange(target, proof, report);
    ownViewChange = own;
    out.persist(new Promise.ViewChangeSigned(own)); // R-DURABLE
    out.broadcast(own);
    onViewChange(own);
  }

  /** R-VIEW-CHANGE: a replica joins a later view on any valid VIEW-CHANGE for it. */
  private void onViewChange(ViewChange viewChange) {
    if (viewChange.view().compareTo(target) < 0) {
      out.ignore(NAME, viewChange, "of an older view");
      return;
    }
    collect(viewChange);
    leaveFor(viewChange.view(), viewChange.proof());
    proceed();
  }

  private void collect(ViewChange viewChange) {
    switch (viewChanges.collect(viewChange)) {
      case COUNTED -> {}
      case KNOWN -> out.ignore(NAME, viewChange, "known");
      case SUPERSEDED -> out.ignore(NAME, viewChange, "its signer has gone on to a later view");
      case CONFLICTING ->
          out.ignore(NAME, viewChange, "its signer has signed another for the view");
    }
  }

  /** What was heard of each signer itself before is no repetition. */
  private void collectFrom(NewView announced) {
    announced.viewChanges().stream()
        .filter(viewChange -> !viewChanges.holds(viewChange))
        .forEach(this::collect);
  }

  /** What follows from {@code viewChange} VIEW-CHANGEs for the view that is wanted. */
  private void proceed() {
    List<ViewChange> enough = viewChanges.enoughFor(target);
    if (enough == null || installed.equals(target)) {
      return;
    }
    startTimer();
    boolean announced = newView != null && newView.view().equals(target);
    if (!announced && leads(target) && !signer.isLearner()) {
      NewView own = signer.newView(target, enough);
      out.persist(new Promise.NewViewSigned(own)); // R-DURABLE
      out.broadcast(own);
      onNewView(own);
    }
  }

  private boolean leads(View view) {
    return view.primary(quorums.n()).equals(signer.self());
  }

  /** R-INSTALL: never twice for one view. */
  private void onNewView(NewView announced) {
    if (announced.view().compareTo(target) < 0) {
      out.ignore(NAME, announced, "of an older view");
    } else if (newView != null && newView.view().equals(announced.view())) {
      onSecond(newView, announced);
    } else {
      newView = announced;
      leaveFor(announced.view(), announced.viewChanges().get(0).proof());
      collectFrom(announced);
      enter(announced);
      proceed();
    }
  }

  /** Two that differ prove the primary faulty, and end its view (R-EVIDENCE). */
  private void onSecond(NewView first, NewView second) {
    if (first.viewChanges().equals(second.viewChanges())) {
      out.ignore(NAME, second, "known");
      return;
    }
    out.report(new Event.SecondNewView(second.view()));
    if (second.view().equals(target)) {
      signNoConfidence(new Suspicion.PrimaryFaulty("it signed two NEW-VIEWs"));
    }
  }

  private void enter(NewView announced) {
    NewViewRule.Selected selected =
        NewViewRule.select(
            quorums, announced.viewChanges().stream().map(v -> shown(v.report())).toList());
    announced.viewChanges().stream()
        .map(v -> v.report().checkpoint())
        .filter(p -> p != null && p.slot().equals(selected.base().end()))
        .findFirst()
        .ifPresent(p -> out.tell(new RoleMessage.ProofSeen(p)));
    out.tell(
        new RoleMessage.EnterView(
            announced.view(),
            selected.base().end(),
            selected.log().chain(),
            selected.log().end(),
            doublings));
  }

  private NewViewRule.Shown shown(LogReport report) {
    HistoryChain certified = HistoryChain.certified(report, group.digest());
    return new NewViewRule.Shown(
        report.logView(),
        HistoryChain.log(report, group.digest()),
        certified == null || report.certified() == null
            ? null
            : new NewViewRule.Certified(report.certified().certificate().vote().view(), certified));
  }

  private void onStarted(View view) {
    if (view.equals(target) && !started) { // the backup may say so before it is there itself
      started = true;
      shortenTimeouts();
      stopTimer();
      out.report(new Event.ViewStarted(view));
    }
  }

  /** R-SUSPECT: time-outs halve with progress. */
  private void shortenTimeouts() {
    doublings = Math.max(0, doublings - 1);
  }

  private void onTimer(TimerKey key) {
    if (!(key instanceof TimerKey.NewViewPending(View view))) {
      throw new IllegalArgumentException("the view-change manager has no timer " + key);
    }
    if (!view.equals(target) || started) {
      return;
    }
    timing = false;
    if (stalls.excuse(since, timeout, now)) {
      startTimer();
    } else {
      signNoConfidence(new Suspicion.ViewNotStarted());
    }
  }

  private void startTimer() {
    if (timing || started) {
      return;
    }
    timing = true;
    since = now;
    timeout = newViewTimer.multipliedBy(1L << doublings);
    out.startTimer(new TimerKey.NewViewPending(target), timeout);
  }

  private void stopTimer() {
    if (timing) {
      timing = false;
      out.stopTimer(new TimerKey.NewViewPending(target));
    }
  }

  /** R-STATUS: nothing else retransmits. */
  private void resendTo(ReplicaId peer, Status status) {
    if (ownSuspicion != null
        && ownSuspicion.view().equals(target)
        && status.target().compareTo(target) <= 0) {
      out.send(peer, ownSuspicion);
    }
    if (newView != null && isFor(newView.view(), status)) {
      out.send(peer, newView);
    }
    if (ownViewChange != null
        && isFor(ownViewChange.view(), status)
        && !(newView != null && newView.view().equals(ownViewChange.view()))) {
      out.send(peer, ownViewChange);
    }
  }

  /** Whether a peer has not entered the view and has not given it up. */
  private static boolean isFor(View view, Status status) {
    return status.view().compareTo(view) < 0 && status.target().compareTo(view) <= 0;
  }
}
