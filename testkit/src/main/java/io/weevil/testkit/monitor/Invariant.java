package io.weevil.testkit.monitor;

/** What must hold of the replicas that were not made faulty, while at most f others are. */
public enum Invariant {
  /** Invariant 1. */
  ONE_BATCH_A_SLOT("no two correct replicas commit different batches at one slot"),
  /** Invariant 2. */
  COMMITS_STAY("what a client may have accepted, or a replica committed, is in every later log"),
  /** R-SELECT. */
  SELECTION("a view begins with the log that R-SELECT computes from its NEW-VIEW"),
  /** Invariant 3. */
  NO_CONTRADICTION("a correct replica never signs two conflicting statements"),
  /** R-DURABLE. */
  PROMISED_FIRST("what a message promises is stored before the message leaves"),
  /** Invariant 4. */
  LOG_GROWS_IN_ORDER("the log grows slot by slot, at most a window beyond what is stable"),
  /** Invariant 4. */
  EXECUTED_IS_ACCEPTED("what is executed is a prefix of the accepted log"),
  /** Invariant 5. */
  ONCE_AND_IN_ORDER("each request is taken and executed once, and in its client's order"),
  /** Invariant 6. */
  EQUAL_STATES("equal slot and history mean equal results and an equal state digest"),
  /** Invariant 7. */
  LINEARIZABLE("the history of client calls is linearizable"),
  /** Invariant 8. */
  LIVENESS("after faults stop, every call ends in time, and all logs are one"),
  /** Invariant 9. */
  NO_SLANDER("no correct replica is ever proven faulty"),
  /** R-VOTE. */
  VOTES("votes are for the log, never below the installed one, never two for one slot"),
  /** R-FROZEN. */
  FROZEN("a frozen replica accepts, votes and acknowledges nothing"),
  /** Section 3. */
  GRADES("nobody claims more than the group has said: certificates, commits, grades"),
  /** R-VIEW-CHANGE. */
  REPORTS("a VIEW-CHANGE shows the log and the greatest certificate, whole"),
  /** R-READ. */
  READS("a read sees all that was acknowledged before it was asked"),
  /** R-CLIENT. */
  ANSWERS("a client is told what enough replicas said, and what the committed history says"),
  /** The engine's own alarms. */
  NO_ALARM("no correct replica stops, and no correct one's state diverges");

  private final String words;

  Invariant(String words) {
    this.words = words;
  }

  /** What holds, in words. */
  public String words() {
    return words;
  }
}
