package io.weevil.engine.ordering;

import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;

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

  private int attempts;
  private boolean running;

  HoleWatch(BackupContext context) {
    this.context = context;
  }

  boolean isLacking() {
    return target.isAfter(context.accepted());
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
      // The group has gone on without this replica: that is no fault of the primary's.
      if (context.restoring) {
        return; // a state is here already, and waits for the executor
      }
      context.out.report(new Event.LeftBehind(context.accepted(), context.proven));
      context.out.tell(new RoleMessage.NeedState(context.proven));
    } else {
      context.suspect(new Suspicion.HoleNotFilled(context.accepted().next()));
    }
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

  private void startTimer() {
    running = true;
    context.out.startTimer(new TimerKey.Hole(), context.timeout(context.timers.holeTimer()));
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
