package io.weevil.engine.client;

/** Why a reply is not counted: no correct replica sends such a one. */
public enum BadReply {
  NO_SLOT("a reply to an ordered request names no slot"),
  FOREIGN_VOTE("the vote is not the sender's own for the reply's view, slot and history"),
  FOREIGN_HEADER("the header is not that of the reply's view, slot and history"),
  WRONG_FULL_RESULT("the full result does not hash to the digest beside it"),
  FORGED_VOTE("the vote's signature is not the sender's"),
  FORGED_HEADER("the header's signature is not its primary's");

  private final String text;

  BadReply(String text) {
    this.text = text;
  }

  /** For people. */
  public String text() {
    return text;
  }
}
