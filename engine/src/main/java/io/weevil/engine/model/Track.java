package io.weevil.engine.model;

/**
 * How a slot reaches its client: Zyzzyva's speculation or PBFT's agreement (R-SPECULATE, R-AGREE).
 * Codes are wire format.
 */
public enum Track {
  SPECULATIVE(0),
  AGREED(1);

  private final int code;

  Track(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
