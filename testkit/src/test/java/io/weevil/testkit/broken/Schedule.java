package io.weevil.testkit.broken;

/** What happens to a group, from a seed: {@link Play} knows how. */
enum Schedule {
  CALM("nothing fails; messages overtake each other"),
  AGREED("nothing fails, and everything is ordered on the agreed track"),
  LOSSY("every tenth message is lost, and every tenth comes twice"),
  CUT_OFF("one replica hears and says nothing for a while"),
  DEAD_PRIMARY("the primary dies, and every twentieth message is lost"),
  PAUSED_PRIMARIES("one primary after the other stands still for a while"),
  LONG_CHANGE(
      "clients hold votes for a certificate when the view ends, and the next one begins late"),
  DEAF_START(
      "the primary dies, and no NO-CONFIDENCE arrives until every other replica has said its own"),
  FOUR_VIEWS(
      "what the primary orders last reaches one replica, and no NEW-VIEW arrives until the"
          + " primary's turn comes again"),
  LYING_PRIMARY("the primary orders other batches for some than for others"),
  OLD_CERTIFICATE("a faulty replica shows a certificate of view 0 once view 1 has committed fast"),
  OLD_SPECULATION("a faulty replica shows what lost in view 0 once view 1 has committed slowly"),
  LATE_CERTIFICATE(
      "a faulty replica, always heard first, shows a certificate of view 0 that view 1 did not know"
          + " of"),
  NO_COMMITS("no PREPARE nor COMMIT arrives for a while, and the vote-exchange timer is long"),
  SLOW_COMMITS("the same as long as view 0 lasts, and one replica is cut off");

  private final String words;

  Schedule(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
