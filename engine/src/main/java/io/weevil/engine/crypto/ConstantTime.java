package io.weevil.engine.crypto;

import io.weevil.engine.model.Bytes;
import java.security.MessageDigest;

/** Comparison whose duration says nothing about where two secrets differ. */
public final class ConstantTime {

  private ConstantTime() {}

  /** Whether both have the same bytes. Only the lengths can be told from the time it takes. */
  public static boolean equal(Bytes a, Bytes b) {
    return MessageDigest.isEqual(a.unsafeArray(), b.unsafeArray());
  }
}
