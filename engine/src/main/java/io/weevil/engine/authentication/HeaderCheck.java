package io.weevil.engine.authentication;

import io.weevil.engine.crypto.BoundedCache;
import io.weevil.engine.crypto.SignatureVerifier;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.SignedHeader;

/**
 * Whether headers are signed by their views' primaries. Looked at when somebody else is to believe
 * it (R-LATE): what comes from the primary itself is believed on its MAC. Safe to use from many
 * threads at once.
 */
public final class HeaderCheck {

  private static final int REMEMBERED = 4_096;

  private final Signatures signatures;

  /** Those found authentic: they come again by R-HOLE and R-STATUS, and once is enough. */
  private final BoundedCache<SignedHeader, Boolean> authentic = new BoundedCache<>(REMEMBERED);

  public HeaderCheck(GroupConfiguration group, SignatureVerifier verifier) {
    this(new Signatures(group, verifier));
  }

  HeaderCheck(Signatures signatures) {
    this.signatures = signatures;
  }

  public boolean isAuthentic(SignedHeader header) {
    if (authentic.get(header) != null) {
      return true;
    }
    boolean found = signatures.isAuthentic(header);
    if (found) {
      authentic.put(header, true);
    }
    return found;
  }
}
