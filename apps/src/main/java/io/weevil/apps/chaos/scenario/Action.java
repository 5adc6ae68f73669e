package io.weevil.apps.chaos.scenario;

/** What can happen at a point of the timeline. */
public sealed interface Action {

  /** SIGSTOP. */
  record Pause(Whom whom) implements Action {}

  /** SIGCONT. */
  record Resume(Whom whom) implements Action {}

  /** SIGKILL. */
  record Kill(Whom whom) implements Action {}

  /** Starts a replica anew that was killed, with what it left on disk. */
  record Restart(Whom whom) implements Action {}

  /** Puts a rule into force on the links. */
  record Begin(RulePlan rule) implements Action {}

  /** Ends the rule of this name. */
  record End(String rule) implements Action {}

  /** To whom a signal goes. */
  sealed interface Whom {}

  record Number(int replica) implements Whom {
    @Override
    public String toString() {
      return Integer.toString(replica);
    }
  }

  /** Resolved at its time. */
  enum Word implements Whom {
    /** Whoever leads then. */
    PRIMARY,
    /** All that are paused then. */
    PAUSED,
    /** All that were killed and not started anew. */
    KILLED
  }
}
