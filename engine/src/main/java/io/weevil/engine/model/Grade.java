package io.weevil.engine.model;

/**
 * The grade of evidence behind a reply, weakest first (protocol.md, section 3). Codes are wire
 * format.
 */
public enum Grade {
  SPECULATIVE(0),
  CERTIFIED(1),
  COMMITTED(2);

  private final int code;

  Grade(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
