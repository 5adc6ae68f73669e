package io.weevil.testkit.junit;

/** No failure of its own: says how to see one again. It has no stack trace. */
final class Replay extends Exception {

  private static final long serialVersionUID = 1L;

  Replay(long seed, String group) {
    super(
        "seed %d: -D%s=%d, or @Seed(%d) at the test, replays it; it ended with %s"
            .formatted(seed, Seeds.PARAMETER, seed, seed, group),
        null,
        false,
        false);
  }
}
