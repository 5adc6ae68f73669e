package io.weevil.engine.authentication;

import static io.weevil.engine.authentication.Door.assertAccepted;
import static io.weevil.engine.authentication.Door.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Vote;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients at a replica's door: who they are, and what they may say once that is known. */
@Rule("R-AUTH")
class IntroductionsTest {

  private static final String ADDRESS = "client.example:2552";
  private static final ClientMessage QUERY = new ClientMessage.StatusQuery(7);

  private final TestGroup group = TestGroup.of(1, 0);
  private final Door door = new Door(group, 3);
  private final TestClient alice = group.client("alice");
  private final TestClient bob = group.client("bob");

  @Test
  void aClientIntroducesItself() {
    ClientSession session = door.introduce(alice);
    assertThat(session.client()).isEqualTo(alice.id());
    assertThat(session.certificate()).isEqualTo(alice.certificate());
    assertThat(session.returnAddress()).isEqualTo(ADDRESS);
    assertThat(door.sessions.find(alice.id())).contains(session);
    assertAccepted(door.open(alice, QUERY), QUERY);
  }

  @Test
  void anUnknownClientIsNotHeard() {
    assertRefused(door.open(alice, QUERY), Cause.NOT_INTRODUCED);
    door.introduce(bob);
    assertRefused(door.open(alice, QUERY), Cause.NOT_INTRODUCED);
  }

  @Test
  void nobodySpeaksForAnIntroducedClient() {
    door.introduce(alice);
    Wire bobs = bob.sealer().seal(QUERY, door.self);
    assertRefused(
        door.open(
            new Wire(bobs.kind(), bobs.group(), alice.id(), bobs.body(), bobs.authenticator())),
        Cause.BAD_MAC);
  }

  @Test
  void nobodyIntroducesHimselfAsAnother() {
    // With the other's certificate, but without its keys.
    Sealer impostor =
        new Sealer(
            group.configuration(),
            new ReplicaKeys(alice.id(), group.configuration(), bob.agreement()));
    assertRefused(
        door.open(impostor.seal(alice.hello("evil.example:1"), door.self)), Cause.BAD_MAC);
    // With one's own certificate under the other's name.
    ClientMessage.Hello own =
        new ClientMessage.Hello(alice.id(), bob.certificate(), "evil.example:1");
    assertRefused(door.open(impostor.seal(own, door.self)), Cause.WRONG_SIGNER);
    // With the other's name inside the message only.
    assertRefused(door.open(bob, alice.hello("evil.example:1")), Cause.WRONG_SIGNER);
    assertThat(door.sessions.find(alice.id())).isEmpty();
  }

  @Test
  void oneIncarnationDoesNotSpeakForAnother() {
    // They share one MAC key: only the sender's name in the MAC tells them apart.
    TestClient restarted = alice.restarted();
    Wire first = alice.sealer().seal(QUERY, door.self);
    door.introduce(restarted);
    assertRefused(
        door.open(
            new Wire(
                first.kind(), first.group(), restarted.id(), first.body(), first.authenticator())),
        Cause.BAD_MAC);
    assertRefused(door.open(restarted, alice.hello(ADDRESS)), Cause.WRONG_SIGNER);
  }

  @Test
  void aHelloForAnotherReplicaIsNotForThisOne() {
    Wire forAnother = alice.sealer().seal(alice.hello(ADDRESS), new ReplicaId(2));
    assertRefused(door.open(forAnother), Cause.BAD_MAC);
  }

  @Test
  void aForgedCertificateIntroducesNobody() {
    ClientCertificate c = alice.certificate();
    for (ClientCertificate forged :
        new ClientCertificate[] {
          new ClientCertificate(
              "root", c.signingKey(), c.agreementKey(), c.notBefore(), c.notAfter(), c.signature()),
          new ClientCertificate(
              c.name(),
              c.signingKey(),
              bob.identity().agreementKey(),
              c.notBefore(),
              c.notAfter(),
              c.signature()),
          new ClientCertificate(
              c.name(),
              c.signingKey(),
              c.agreementKey(),
              Timestamp.ZERO,
              c.notAfter(),
              c.signature()),
          new ClientCertificate(
              c.name(),
              c.signingKey(),
              c.agreementKey(),
              c.notBefore(),
              c.notAfter().plus(Duration.ofDays(1)),
              c.signature())
        }) {
      TestClient forger = new TestClient(group, alice.identity(), forged, 1);
      assertRefused(door.open(forger, forger.hello(ADDRESS)), Cause.FORGED_CERTIFICATE);
    }
  }

  @Test
  void aCertificateForAnAgreementKeyThatEverybodySharesIntroducesNobody() {
    ClientCertificate open =
        group.admit("open", alice.identity().signingKey(), Bytes.wrap(new byte[32]));
    TestClient opened = new TestClient(group, alice.identity(), open, 1);
    assertRefused(door.open(opened, opened.hello(ADDRESS)), Cause.FORGED_CERTIFICATE);
  }

  @Test
  void aCertificateIntroducesInItsTimeOnly() {
    TestClient carol = group.client("carol", TestGroup.NOT_BEFORE, new Timestamp(2_000_000));
    assertRefused(
        door.openAt(new Timestamp(999_999), carol, carol.hello(ADDRESS)),
        Cause.EXPIRED_CERTIFICATE);
    assertThat(door.openAt(new Timestamp(2_000_000), carol, carol.hello(ADDRESS)))
        .isInstanceOf(Opened.Introduced.class);
    assertAccepted(door.openAt(new Timestamp(2_000_000), carol, QUERY), QUERY);
    assertRefused(door.openAt(new Timestamp(2_000_001), carol, QUERY), Cause.EXPIRED_CERTIFICATE);
    assertRefused(
        door.openAt(new Timestamp(2_000_001), carol, carol.hello(ADDRESS)),
        Cause.EXPIRED_CERTIFICATE);
  }

  @Test
  @Rule("R-CLIENT")
  void aNewIncarnationEndsTheOldOne() {
    TestClient restarted = alice.restarted();
    door.introduce(alice);
    door.introduce(restarted);
    assertThat(door.sessions.find(alice.id())).isEmpty();
    assertRefused(door.open(alice, QUERY), Cause.NOT_INTRODUCED);
    assertRefused(door.open(alice, alice.hello(ADDRESS)), Cause.OBSOLETE_INCARNATION);
    assertAccepted(door.open(restarted, QUERY), QUERY);
  }

  @Test
  void aClientMayMove() {
    door.introduce(alice);
    door.open(alice, alice.hello("[2001:db8::1]:65535"));
    assertThat(door.sessions.find(alice.id()).orElseThrow().returnAddress())
        .isEqualTo("[2001:db8::1]:65535");
  }

  @Test
  void severalClientsMayShareAPort() {
    door.introduce(alice);
    door.open(alice, alice.hello("host:1/65535"));
    assertThat(door.sessions.find(alice.id()).orElseThrow().returnAddress())
        .isEqualTo("host:1/65535");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host",
        "host:",
        ":1",
        "host:0",
        "host:65536",
        "host:1/",
        "host:1/x",
        "host:1/65536",
        "host:1/1/1",
        "host:99999",
        "ho st:1",
        "host:1/x",
        "-host:1",
        "user@host:1",
        "[::1",
        "[::1]",
        "[x]:1",
        "host:1:2",
        "host:+1",
        "hóst:1"
      })
  void anAddressIsHostAndPort(String address) {
    assertRefused(door.open(alice, alice.hello(address)), Cause.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1", "10.0.0.1:2552", "a.b-c.example:65535", "[::1]:2552"})
  void theseAreAddresses(String address) {
    assertThat(door.open(alice, alice.hello(address))).isInstanceOf(Opened.Introduced.class);
  }

  @Test
  void theClientNotHeardOfForLongestIsForgottenFirst() {
    Door small =
        new Door(TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, TestLimits.small(2), 1), 3);
    TestClient first = small.group.client("first");
    TestClient second = small.group.client("second");
    TestClient third = small.group.client("third");
    small.introduce(first);
    small.introduce(second);
    assertAccepted(small.open(first, QUERY), QUERY);
    small.introduce(third);
    assertRefused(small.open(second, QUERY), Cause.NOT_INTRODUCED);
    assertAccepted(small.open(first, QUERY), QUERY);
    assertAccepted(small.open(third, QUERY), QUERY);
    small.introduce(second);
    assertAccepted(small.open(second, QUERY), QUERY);
  }

  @Test
  void aCertificateIsCheckedOnce() {
    door.introduce(alice);
    assertThat(door.verifier.take()).isEqualTo(1);
    assertThat(door.agreement.takeAgreements()).isEqualTo(1);
    door.introduce(alice);
    door.introduce(alice.restarted());
    assertThat(door.verifier.take()).isZero();
    assertThat(door.agreement.takeAgreements()).isZero();
  }

  @Test
  @Rule("R-LOCAL-COMMIT")
  void aClientsCertificateNeedsCertifyAuthenticVotesOfDistinctMembers() {
    door.introduce(alice);
    Digest history = Digests.of(Bytes.utf8("history"));
    Slot slot = new Slot(5);
    ClientMessage good = commit(group.certificate(View.ZERO, slot, history));
    assertAccepted(door.open(alice, good), good);
    ClientMessage full = commit(group.certificate(View.ZERO, slot, history, 0, 1, 2, 3));
    assertAccepted(door.open(alice, full), full);

    assertRefused(
        door.open(alice, commit(group.certificate(View.ZERO, slot, history, 0, 1))),
        Cause.NOT_A_PROOF);
    // One replica's signature under two names.
    assertRefused(
        door.open(alice, commit(with(slot, history, 2, signature(1, View.ZERO, slot, history)))),
        Cause.FORGED_SIGNATURE);
    // Authentic votes for another view, slot or history.
    assertRefused(
        door.open(
            alice, commit(with(slot, history, 2, signature(2, View.ZERO.next(), slot, history)))),
        Cause.FORGED_SIGNATURE);
    assertRefused(
        door.open(
            alice, commit(with(slot, history, 2, signature(2, View.ZERO, slot.next(), history)))),
        Cause.FORGED_SIGNATURE);
    assertRefused(
        door.open(
            alice, commit(with(slot, history, 2, signature(2, View.ZERO, slot, group.digest())))),
        Cause.FORGED_SIGNATURE);
    // A bad signature beside enough good ones: nobody correct made this.
    SortedMap<ReplicaId, Bytes> padded =
        new TreeMap<>(group.certificate(View.ZERO, slot, history).signatures());
    padded.put(new ReplicaId(3), signature(0, View.ZERO, slot, history));
    assertRefused(
        door.open(alice, commit(new Certificate(new Vote(View.ZERO, slot, history), padded))),
        Cause.FORGED_SIGNATURE);
  }

  @Test
  @Rule("R-EVIDENCE")
  void aClientMayProveMisbehaviourAndMayNotFrameAnHonestPrimary() {
    door.introduce(alice);
    Digest one = Digests.of(Bytes.utf8("one"));
    Digest two = Digests.of(Bytes.utf8("two"));
    SignedHeader first =
        group.header(new OrderHeader(View.ZERO, new Slot(1), one, one, Track.SPECULATIVE));
    SignedHeader second =
        group.header(new OrderHeader(View.ZERO, new Slot(1), two, two, Track.SPECULATIVE));
    PeerMessage.Misbehavior proof = new PeerMessage.Misbehavior(first, second);
    assertAccepted(door.open(alice, proof), proof);
    assertRefused(door.open(alice, new PeerMessage.Misbehavior(first, first)), Cause.NOT_A_PROOF);
    SignedHeader forged = new SignedHeader(second.header(), first.signature());
    assertRefused(
        door.open(alice, new PeerMessage.Misbehavior(first, forged)), Cause.FORGED_SIGNATURE);
  }

  private static ClientMessage commit(Certificate certificate) {
    return new ClientMessage.CommitCertificate(1, certificate);
  }

  private Bytes signature(int replica, View view, Slot slot, Digest history) {
    return group.vote(replica, view, slot, history).signature();
  }

  /** The good certificate with one signature replaced. */
  private Certificate with(Slot slot, Digest history, int replica, Bytes signature) {
    SortedMap<ReplicaId, Bytes> signatures =
        new TreeMap<>(group.certificate(View.ZERO, slot, history).signatures());
    signatures.put(new ReplicaId(replica), signature);
    return new Certificate(new Vote(View.ZERO, slot, history), signatures);
  }
}
