package io.weevil.testkit.simulation;

import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.SignatureScheme;
import io.weevil.engine.crypto.SignedBytes;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.Member;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.quorum.Quorums;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Everybody's keys, a function of the seed. For simulations only: whoever knows the seed knows the
 * keys.
 */
public final class SimulatedKeys {

  private static final Timestamp ALWAYS = new Timestamp(Long.MAX_VALUE / 2);

  private final SecureRandom random;
  private final SignatureScheme signatures;
  private final Identity authority;
  private final List<Identity> replicas = new ArrayList<>();
  private final GroupConfiguration group;

  /** With Ed25519. */
  public SimulatedKeys(
      Quorums quorums, RequestAuthentication authentication, Limits limits, long seed) {
    this(quorums, authentication, limits, seed, SignatureScheme.ED25519);
  }

  public SimulatedKeys(
      Quorums quorums,
      RequestAuthentication authentication,
      Limits limits,
      long seed,
      SignatureScheme signatures) {
    this.random = seeded(seed);
    this.signatures = signatures;
    this.authority = newIdentity();
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < quorums.n(); i++) {
      Identity identity = newIdentity();
      replicas.add(identity);
      members.add(new Member(new ReplicaId(i), identity.signingKey(), identity.agreementKey()));
    }
    this.group =
        new GroupConfiguration(
            "simulated", 0, quorums, members, authority.signingKey(), authentication, limits);
  }

  private static SecureRandom seeded(long seed) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed);
      return random;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA1PRNG", impossible);
    }
  }

  public GroupConfiguration group() {
    return group;
  }

  public Identity replica(ReplicaId id) {
    return replicas.get(id.index());
  }

  public Identity newClient() {
    return newIdentity();
  }

  /** Known to the scheme from the start: others may check before the owner has signed. */
  private Identity newIdentity() {
    Identity identity = Identity.generate(random);
    signatures.signer(identity);
    return identity;
  }

  public SignatureScheme signatures() {
    return signatures;
  }

  /** The client authority's certificate for a client's keys, valid always. */
  public ClientCertificate admit(String name, Identity client) {
    return admit(name, client, Timestamp.ZERO, ALWAYS);
  }

  public ClientCertificate admit(
      String name, Identity client, Timestamp notBefore, Timestamp notAfter) {
    Bytes statement =
        SignedBytes.clientCertificate(
            name, client.signingKey(), client.agreementKey(), notBefore, notAfter);
    return new ClientCertificate(
        name,
        client.signingKey(),
        client.agreementKey(),
        notBefore,
        notAfter,
        signatures.signer(authority).sign(statement));
  }
}
