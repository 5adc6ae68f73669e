package io.weevil.engine.group;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.quorum.Quorums;
import java.util.List;

/**
 * Who the group is and what its replicas must agree on. Its digest is {@code h_0}, the history of
 * the empty log, and is bound into everything that is signed or authenticated; addresses are not
 * part of it.
 *
 * @param name names the group for people; 1 … 64 characters
 * @param epoch of the membership; 0 until R-EPOCH exists
 * @param members all n of them, in order
 * @param clientAuthority Ed25519 public key that admits clients
 */
public record GroupConfiguration(
    String name,
    long epoch,
    Quorums quorums,
    List<Member> members,
    Bytes clientAuthority,
    RequestAuthentication requestAuthentication,
    Limits limits) {

  public GroupConfiguration {
    members = List.copyOf(members);
    if (name.isEmpty() || name.length() > 64) {
      throw new IllegalArgumentException("the group's name must have 1 … 64 characters");
    }
    if (members.size() != quorums.n()) {
      throw new IllegalArgumentException(
          "f = "
              + quorums.f()
              + " and c = "
              + quorums.c()
              + " need "
              + quorums.n()
              + " replicas, not "
              + members.size());
    }
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).id().index() != i) {
        throw new IllegalArgumentException(
            "member " + i + " is " + members.get(i).id() + ": members must be in order");
      }
    }
    long distinctKeys = members.stream().map(Member::signingKey).distinct().count();
    if (distinctKeys != members.size()) {
      throw new IllegalArgumentException("two replicas have the same signing key");
    }
    if (clientAuthority.size() != 32) {
      throw new IllegalArgumentException("the client authority's public key must have 32 bytes");
    }
  }

  public Member member(ReplicaId id) {
    return members.get(id.index());
  }

  public int n() {
    return quorums.n();
  }

  /** {@code h_0}. Computed at each call: keep it. */
  public Digest digest() {
    Digests.Builder d = Digests.builder("weevil/1/group").text(name).number(epoch);
    d.number(quorums.f()).number(quorums.c()).number(requestAuthentication.ordinal());
    for (Member member : members) {
      d.bytes(member.signingKey()).bytes(member.agreementKey());
    }
    d.bytes(clientAuthority);
    d.number(limits.checkpointInterval())
        .number(limits.window())
        .number(limits.clientWindow())
        .number(limits.maxClients());
    d.number(limits.maxBatchRequests())
        .number(limits.maxBatchBytes())
        .number(limits.maxRequestBytes());
    d.number(limits.maxResultBytes()).number(limits.allowedClockDrift().toNanos());
    return d.digest();
  }
}
