package io.weevil.engine.ordering;

import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;

/**
 * Asks for slots that the log lacks (R-HOLE): the primary first, everyone when the timer runs out,
 * a bounded number of slots at a time, and the next ones as soon as these have come.
 *
 * <p>Only a slot that is <em>known to exist</em> runs the timer that ends in suspicion: named by an
 * authentic header of the primary, by {@code weak} replicas, or by a proof. Else a single liar that
 * names a slot nobody has could make every correct replica suspect a correct primary.
 */
final class HoleWatch {

  /** Slots asked for at a time, and sent at most in answer to one FILL-HOLE. */
  static final int CHUNK = 32;

  private final BackupContext context;

  /** The highest slot that is known to exist. */
  private Slot target = Slot.ZERO;

  /** The highest slot asked for and not yet given up. */
  private Slot asked = Slot.ZERO;

  /** The highest slot that somebody named, and what it was a status period ago. */
  private Slot rumoured = Slot.ZERO;

  private Slot rumouredBefore = Slot.ZERO;

  /** The highest slot that a header of the primary named when it was beyond the window. */
  private Slot farthest = Slot.ZERO;

  /** Whether the state was asked for because the next slot is out of reach. */
  private boolean askedState;

  private int attempts;
  private boolean running;

  HoleWatch(BackupContext context) {
    this.context = context;
  }

  boolean isLacking() {
    return target.isAfter(context.accepted());
  }

  /** Whether the log goes farther than the window, as far as its primary can be believed. */
  boolean isFarBehind() {
    return farthest.isAfter(context.accepted());
  }

  /**
   * {@code slot} exists: everything up to it must come. It is probably on its way, since votes may
   * overtake the ORDER-REQ that they are about: it is asked for when the timer runs out.
   */
  void mustExist(Slot slot) {
    target = Slot.max(target, slot);
    if (isLacking() && !running && !context.isFrozen()) {
      startTimer();
    }
  }

  /** {@code slot} exists and what lies before it was lost, or is long gone by: ask at once. */
  void wasMissed(Slot slot) {
    target = Slot.max(target, slot);
    if (isLacking() && !context.accepted().isBefore(asked) && !context.isFrozen()) {
      askPrimary(context.accepted().next());
      startTimer();
    }
    mustExist(slot);
  }

  /**
   * The group has proven a checkpoint that the log does not reach. Its slots are asked for, unless
   * even the first one is out of reach: then nobody has it, and the state is fetched (R-STATE).
   */
  void onProven() {
    boolean outOfReach = isOutOfReach();
    if (outOfReach && !askedState) {
      askState();
    }
    askedState = outOfReach;
    wasMissed(context.proven);
  }

  /** The log goes on from a fetched state, and the group may have gone on since that one. */
  void onRestored() {
    askedState = false;
    onProgress();
    if (context.proven.isAfter(context.accepted())) {
      onProven();
    }
  }

  /**
   * Whether peers have dropped the next slot: below a checkpoint of theirs they keep about as many
   * as are kept here. Within a window it may be on its way yet.
   */
  private boolean isOutOfReach() {
    int reach = Math.max(context.archive.reach(), context.group.limits().window());
    return context.proven.isAfter(context.accepted().plus(reach));
  }

  /**
   * A header of the primary names a slot beyond the window, which is not kept. It is remembered,
   * and asked for as soon as it could be accepted, or the log might end below it in a group that is
   * idle from then on. One that lies gets STATUS messages for it, and nobody else suspected.
   */
  void isFar(Slot slot) {
    farthest = Slot.max(farthest, slot);
  }

  /** The window may have grown. */
  void onWindow() {
    if (isFarBehind() && isAcceptable(farthest)) {
      wasMissed(farthest);
    }
  }

  /** Somebody, perhaps a liar, names a slot: it blames nobody. */
  void mayExist(Slot slot) {
    rumoured = Slot.max(rumoured, slot);
  }

  /** What was only named is asked for, once, if it has not come within a status period. */
  void onStatusPeriod() {
    Slot next = context.accepted().next();
    boolean stays = rumoured.isAfter(context.accepted()) && rumoured.equals(rumouredBefore);
    if (stays && isAcceptable(next)) {
      context.out.broadcast(chunk(next, rumoured));
      rumoured = Slot.ZERO;
    }
    rumouredBefore = rumoured;
  }

  /** The log has grown. */
  void onProgress() {
    attempts = 0;
    if (!isLacking()) {
      stopTimer();
    } else if (running) {
      startTimer();
      if (!context.accepted().isBefore(asked)) {
        askPrimary(context.accepted().next());
      }
    }
  }

  /**
   * The timer has run out.
   *
   * @param firstLacking the first slot above the log whose bytes are not here. When the next slot's
   *     are, it waits for a clock or a commit, and that blames nobody (R-ACCEPT); yet in the end
   *     all are asked about it, too: others may know of another batch for it.
   */
  void onTimer(Slot firstLacking) {
    running = false;
    if (!isLacking()) {
      return;
    }
    Slot next = context.accepted().next();
    attempts++;
    if (attempts >= context.timers.holeAttempts()) {
      attempts = 0;
      if (firstLacking.equals(next)) {
        giveUp();
      }
      askAll(next);
    } else if (!firstLacking.isAfter(target)) {
      askNext(firstLacking);
    }
    startTimer();
  }

  /** R-HOLE: the primary first; when it does not answer, everyone. */
  private void askNext(Slot from) {
    if (attempts == 1 && !context.accepted().isBefore(asked)) {
      askPrimary(from);
    } else {
      askAll(from);
    }
  }

  private void giveUp() {
    if (context.proven.isAfter(context.accepted())) {
      askState(); // the group has gone on without this replica: no fault of the primary's
    } else {
      context.suspect(new Suspicion.HoleNotFilled(context.accepted().next()));
    }
  }

  private void askState() {
    if (context.restoring) {
      return; // a state is here already, and waits for the executor
    }
    context.out.report(new Event.LeftBehind(context.accepted(), context.proven));
    context.out.tell(new RoleMessage.NeedState(context.proven));
  }

  private void askPrimary(Slot from) {
    if (context.isPrimary()) {
      askAll(from);
    } else if (isAcceptable(from)) {
      context.out.send(context.primary(), chunk(from, target));
      asked = chunk(from, target).to();
    }
  }

  private void askAll(Slot from) {
    if (isAcceptable(from)) {
      context.out.broadcast(chunk(from, target));
      asked = chunk(from, target).to();
    }
  }

  /** What would come beyond the window would be refused. */
  private boolean isAcceptable(Slot slot) {
    return !slot.isAfter(context.windowEnd());
  }

  private FillHole chunk(Slot from, Slot upTo) {
    return new FillHole(context.view, from, Slot.min(upTo, from.plus(CHUNK - 1)));
  }

  /** Whoever lags behind a proven checkpoint will suspect nobody in the end: no patience. */
  private void startTimer() {
    Duration usual = context.timers.holeTimer();
    boolean leftBehind = context.proven.isAfter(context.accepted());
    running = true;
    context.out.startTimer(new TimerKey.Hole(), leftBehind ? usual : context.timeout(usual));
  }

  void stop() {
    stopTimer();
  }

  private void stopTimer() {
    if (running) {
      running = false;
      context.out.stopTimer(new TimerKey.Hole());
    }
  }
}
