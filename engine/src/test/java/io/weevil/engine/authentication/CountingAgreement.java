package io.weevil.engine.authentication;

import io.weevil.engine.crypto.Authenticator;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.model.Bytes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts another agreement's keys and their MACs. */
final class CountingAgreement implements KeyAgreement {

  private final KeyAgreement agreement;
  private final AtomicInteger agreements = new AtomicInteger();
  private final AtomicInteger macs = new AtomicInteger();

  CountingAgreement(KeyAgreement agreement) {
    this.agreement = agreement;
  }

  @Override
  public Optional<Authenticator> with(Bytes peer) {
    agreements.incrementAndGet();
    return agreement.with(peer).map(this::counting);
  }

  private Authenticator counting(Authenticator key) {
    return statement -> {
      macs.incrementAndGet();
      return key.tag(statement);
    };
  }

  /** Keys agreed on since the last call. */
  int takeAgreements() {
    return agreements.getAndSet(0);
  }

  /** MACs computed since the last call. */
  int takeMacs() {
    return macs.getAndSet(0);
  }
}
