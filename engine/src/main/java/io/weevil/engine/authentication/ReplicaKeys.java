package io.weevil.engine.authentication;

import io.weevil.engine.crypto.Authenticator;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.group.Member;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The MAC keys that one party shares with the group's replicas. Immutable; safe to use from many
 * threads at once.
 */
public final class ReplicaKeys {

  private final Party self;
  private final SortedMap<ReplicaId, Authenticator> keys = new TreeMap<>();

  /**
   * Agrees on all keys at once, about 100 µs each.
   *
   * @throws IllegalArgumentException when a member's agreement key is none
   */
  public ReplicaKeys(Party self, GroupConfiguration group, KeyAgreement agreement) {
    this.self = self;
    for (Member member : group.members()) {
      if (!member.id().equals(self)) {
        keys.put(member.id(), agree(member, agreement));
      }
    }
  }

  private static Authenticator agree(Member member, KeyAgreement agreement) {
    return agreement
        .with(member.agreementKey())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the agreement key of "
                        + member.id()
                        + " in the group configuration is no usable X25519 key"));
  }

  public Party self() {
    return self;
  }

  /** Empty for this party itself and for replicas that are no members. */
  public Optional<Authenticator> with(ReplicaId replica) {
    return Optional.ofNullable(keys.get(replica));
  }
}
