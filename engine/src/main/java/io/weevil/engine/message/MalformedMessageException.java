package io.weevil.engine.message;

/** Bytes are not what they claim to be. Thrown by decoders, which throw nothing else. */
public final class MalformedMessageException extends RuntimeException {

  /**
   * @param subject what was being decoded: a message's kind, say
   * @param position the offset of the item at fault, in bytes from the beginning of the subject
   * @param fault what is wrong with it
   */
  public MalformedMessageException(String subject, int position, String fault) {
    super(subject + ", byte " + position + ": " + fault, null, false, false);
  }
}
