package io.weevil.engine.quorum;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A vote that can be shown to others: Ed25519 over the domain-separated vote. The voter's own is
 * signed when somebody asks for the signature, once (R-LATE). Any thread may ask.
 */
public final class SignedVote {

  private final ReplicaId voter;
  private final Vote vote;
  private final Supplier<Bytes> signing;
  private volatile @Nullable Bytes signature;

  public SignedVote(ReplicaId voter, Vote vote, Bytes signature) {
    this(voter, vote, () -> signature);
  }

  /**
   * @param signing makes the signature, the same each time
   */
  public SignedVote(ReplicaId voter, Vote vote, Supplier<Bytes> signing) {
    this.voter = voter;
    this.vote = vote;
    this.signing = signing;
  }

  public ReplicaId voter() {
    return voter;
  }

  public Vote vote() {
    return vote;
  }

  public Bytes signature() {
    Bytes known = signature;
    if (known == null) {
      known = signing.get();
      signature = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SignedVote that
        && voter.equals(that.voter)
        && vote.equals(that.vote)
        && signature().equals(that.signature());
  }

  @Override
  public int hashCode() {
    return Objects.hash(voter, vote);
  }

  @Override
  public String toString() {
    return "SignedVote[voter=" + voter + ", vote=" + vote + ", signature=" + signature() + "]";
  }
}
