package io.weevil.testkit.determinism;

/**
 * A service has not done the same twice.
 *
 * @param index of the first operation that shows it, from 0
 * @param operation that one
 * @param condition under which it did something else
 * @param difference what differs, with both digests
 * @param hint what to look for
 */
public record Divergence(
    int index, String operation, String condition, String difference, String hint) {

  static Divergence between(
      int index, Object operation, Condition condition, Observation usual, Observation other) {
    return new Divergence(
        index,
        String.valueOf(operation),
        condition.name(),
        difference(usual, other),
        condition.hint());
  }

  private static String difference(Observation usual, Observation other) {
    String states =
        usual.state().equals(other.state())
            ? "the state is " + usual.state().value().toHex() + " in both"
            : "the state is %s, and was %s"
                .formatted(other.state().value().toHex(), usual.state().value().toHex());
    String results =
        usual.result().equals(other.result())
            ? ""
            : "; %s, and was %s"
                .formatted(Observation.words(other.result()), Observation.words(usual.result()));
    String reads =
        usual.read().equals(other.read())
            ? ""
            : "; read before: %s, and was %s"
                .formatted(Observation.words(other.read()), Observation.words(usual.read()));
    return states + results + reads;
  }

  @Override
  public String toString() {
    return "operation %d, %s, %s:%n  %s.%n  Look for %s."
        .formatted(index, operation, condition, difference, hint);
  }
}
