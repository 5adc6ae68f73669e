package io.weevil.apps.structure.offence.engine.quorum;

/** Stands in for the real one. */
public record Quorums(int f) {
  public int certify() {
    return 2 * f + 1;
  }
}
