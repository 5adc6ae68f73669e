package io.weevil.engine.authentication;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.crypto.Ed25519Verifier;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.crypto.SignatureVerifier;
import io.weevil.engine.crypto.SignedBytes;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.Member;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A whole group with everybody's keys, the same from run to run: real signatures and MACs for
 * tests. Clients are made on demand.
 */
public final class TestGroup {

  /** From when on and until when its clients are admitted. */
  public static final Timestamp NOT_BEFORE = new Timestamp(1_000_000);

  public static final Timestamp NOT_AFTER = new Timestamp(9_000_000_000_000_000L);

  /** A time at which its clients are admitted. */
  public static final Timestamp NOW = new Timestamp(1_700_000_000_000_000L);

  private final SecureRandom random;
  private final Identity authority;
  private final List<Identity> replicas;
  private final GroupConfiguration configuration;
  private final Digest digest;
  private final SignatureVerifier verifier = new Ed25519Verifier();

  private TestGroup(
      Quorums quorums, RequestAuthentication authentication, Limits limits, long seed) {
    this.random = seeded(seed);
    this.authority = Identity.generate(random);
    this.replicas =
        IntStream.range(0, quorums.n()).mapToObj(i -> Identity.generate(random)).toList();
    List<Member> members = new ArrayList<>();
    for (Identity replica : replicas) {
      members.add(
          new Member(new ReplicaId(members.size()), replica.signingKey(), replica.agreementKey()));
    }
    this.configuration =
        new GroupConfiguration(
            "test-" + seed, 0, quorums, members, authority.signingKey(), authentication, limits);
    this.digest = configuration.digest();
  }

  public static TestGroup of(int f, int c) {
    return of(f, c, RequestAuthentication.SIGNATURE, Limits.DEFAULT, 1);
  }

  public static TestGroup of(
      int f, int c, RequestAuthentication authentication, Limits limits, long seed) {
    return new TestGroup(new Quorums(f, c), authentication, limits, seed);
  }

  /** Randomness that is the same for the same seed. */
  static SecureRandom seeded(long seed) {
    try {
      SecureRandom seeded = SecureRandom.getInstance("SHA1PRNG");
      seeded.setSeed(seed);
      return seeded;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public GroupConfiguration configuration() {
    return configuration;
  }

  /** {@code h_0}. */
  public Digest digest() {
    return digest;
  }

  public Quorums quorums() {
    return configuration.quorums();
  }

  public Limits limits() {
    return configuration.limits();
  }

  public Identity identity(int replica) {
    return replicas.get(replica);
  }

  public KeyAgreement agreement(int replica) {
    return identity(replica).agreement(digest);
  }

  public ReplicaKeys keys(int replica) {
    return new ReplicaKeys(new ReplicaId(replica), configuration, agreement(replica));
  }

  /** Puts the replica's messages into envelopes. Keep it: it agrees on keys with all others. */
  public Sealer sealer(int replica) {
    return new Sealer(configuration, keys(replica));
  }

  /** The replica's door. Keep it: it agrees on keys with all others. */
  public Opener opener(int replica, ClientSessions sessions) {
    return new Opener(
        new ReplicaId(replica),
        configuration,
        keys(replica),
        agreement(replica),
        verifier,
        sessions);
  }

  /** Makes the replica's signed statements. */
  public ReplicaSigner signer(int replica) {
    return new ReplicaSigner(new ReplicaId(replica), digest, identity(replica).signer());
  }

  public SignatureVerifier verifier() {
    return verifier;
  }

  public Signatures signatures() {
    return new Signatures(configuration, verifier);
  }

  public SignedBytes signedBytes() {
    return new SignedBytes(digest);
  }

  /** A new client, admitted from {@link #NOT_BEFORE} to {@link #NOT_AFTER}. */
  public TestClient client(String name) {
    return client(name, NOT_BEFORE, NOT_AFTER);
  }

  public TestClient client(String name, Timestamp notBefore, Timestamp notAfter) {
    Identity identity = Identity.generate(random);
    return new TestClient(this, identity, admit(name, identity, notBefore, notAfter), 1);
  }

  /** The client authority's certificate for a client's keys. */
  public ClientCertificate admit(
      String name, Identity client, Timestamp notBefore, Timestamp notAfter) {
    return admit(name, client.signingKey(), client.agreementKey(), notBefore, notAfter);
  }

  /** The same for any two keys, from {@link #NOT_BEFORE} to {@link #NOT_AFTER}. */
  public ClientCertificate admit(String name, Bytes signingKey, Bytes agreementKey) {
    return admit(name, signingKey, agreementKey, NOT_BEFORE, NOT_AFTER);
  }

  private ClientCertificate admit(
      String name, Bytes signingKey, Bytes agreementKey, Timestamp notBefore, Timestamp notAfter) {
    Bytes statement =
        SignedBytes.clientCertificate(name, signingKey, agreementKey, notBefore, notAfter);
    Bytes signature = authority.signer().sign(statement);
    return new ClientCertificate(name, signingKey, agreementKey, notBefore, notAfter, signature);
  }

  /** The batch of these requests. */
  public Batch batch(Timestamp timestamp, Request... requests) {
    return new BatchCodec(limits(), quorums().n()).encode(timestamp, List.of(requests));
  }

  /**
   * The header of an ORDER-REQ, signed by its view's primary, as one that extends {@code
   * previousHistory} by the batch.
   */
  public SignedHeader header(
      View view, Slot slot, Digest previousHistory, Digest batch, Track track) {
    Digest history = Digests.chain(previousHistory, slot, batch);
    return header(new OrderHeader(view, slot, batch, history, track));
  }

  /** The header signed by its view's primary. */
  public SignedHeader header(OrderHeader header) {
    return signer(header.view().primary(quorums().n()).index()).header(header);
  }

  /** ORDER-REQ of the view's primary, extending {@code previousHistory}. */
  public PeerMessage.OrderReq orderReq(
      View view, Slot slot, Digest previousHistory, Batch batch, Track track) {
    return new PeerMessage.OrderReq(
        header(view, slot, previousHistory, batch.digest(), track), batch);
  }

  public SignedVote vote(int replica, View view, Slot slot, Digest history) {
    return signer(replica).vote(new Vote(view, slot, history));
  }

  /** The votes of {@code signers} for one prefix; complete or not, as many as there are. */
  public Certificate certificate(View view, Slot slot, Digest history, int... signers) {
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    for (int signer : signers) {
      signatures.put(new ReplicaId(signer), vote(signer, view, slot, history).signature());
    }
    return new Certificate(new Vote(view, slot, history), signatures);
  }

  /** A complete certificate, signed by the first {@code certify} replicas. */
  public Certificate certificate(View view, Slot slot, Digest history) {
    return certificate(view, slot, history, IntStream.range(0, quorums().certify()).toArray());
  }

  /** A stable proof, signed by the first {@code certify} replicas. */
  public PeerMessage.StableProof stableProof(Slot slot, Digest history, Digest state) {
    return new PeerMessage.StableProof(
        IntStream.range(0, quorums().certify())
            .mapToObj(i -> signer(i).checkpoint(slot, history, state))
            .toList());
  }
}
