package io.weevil.engine.authentication;

import static io.weevil.engine.authentication.Door.assertAccepted;
import static io.weevil.engine.authentication.Door.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.RequestAuthenticator;
import io.weevil.engine.message.RequestCodec;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests, asked directly, relayed and in batches, authenticated in both ways. */
@Rule("R-ACCEPT-4")
class RequestsTest {

  private static final Slot SLOT = new Slot(1);

  @ParameterizedTest
  @EnumSource
  void aRequestIsAcceptedHoweverItComes(RequestAuthentication way) {
    Door door = door(way);
    TestClient alice = door.group.client("alice");
    Request request = alice.request(1, "op");
    assertAccepted(
        door.open(alice, new ClientMessage.Ask(request)), new ClientMessage.Ask(request));
    assertAccepted(door.open(2, new PeerMessage.Relay(request)), new PeerMessage.Relay(request));
    PeerMessage.OrderReq orderReq = order(door.group, request);
    assertAccepted(door.open(0, orderReq), orderReq);
    PeerMessage.Fetched fetched = new PeerMessage.Fetched(orderReq.batch());
    assertAccepted(door.open(2, fetched), fetched);
  }

  @ParameterizedTest
  @EnumSource
  void aRequestInABatchNeedsNoIntroduction(RequestAuthentication way) {
    Door door = door(way);
    PeerMessage.OrderReq orderReq =
        order(
            door.group,
            door.group.client("alice").request(1, "a"),
            door.group.client("bob").request(1, "b"));
    assertAccepted(door.open(0, orderReq), orderReq);
  }

  @Test
  void aForgedSignatureInABatchIsProvable() {
    Door door = door(RequestAuthentication.SIGNATURE);
    TestClient alice = door.group.client("alice");
    Request forged =
        resigned(door.group, alice.request(2, "b"), door.group.client("bob").identity());
    Opened.FaultyBatch faulty =
        faulty(door.open(0, order(door.group, alice.request(1, "a"), forged)));
    assertThat(faulty.provable()).isTrue();
    assertThat(faulty.fault())
        .isEqualTo("request 2 of 2, " + alice.id() + "#2: the client did not sign this");
  }

  @Test
  void aForgedCertificateInABatchIsProvable() {
    Door door = door(RequestAuthentication.SIGNATURE);
    Opened.FaultyBatch faulty =
        faulty(door.open(0, order(door.group, selfCertified(door.group).request(1, "a"))));
    assertThat(faulty.provable()).isTrue();
    assertThat(faulty.fault())
        .contains("the certificate of 'mallory' is not the client authority's");
  }

  @Test
  void aVectorWithAWrongEntryForThisReplicaIsNotProvable() {
    Door door = door(RequestAuthentication.MAC);
    Request bad =
        withWrongMac(door.group, door.group.client("alice").request(1, "a"), door.self.index());
    Opened.FaultyBatch faulty = faulty(door.open(0, order(door.group, bad)));
    assertThat(faulty.provable()).isFalse();
    assertThat(faulty.fault()).contains("the MAC for r3 is wrong");
    assertRefused(
        door.open(door.group.client("bob"), new ClientMessage.Ask(bad)), Cause.WRONG_SIGNER);
    assertRefused(door.open(2, new PeerMessage.Relay(bad)), Cause.BAD_MAC);
  }

  @Test
  void aVectorWithAWrongEntryForAnotherReplicaIsGoodHere() {
    Door door = door(RequestAuthentication.MAC);
    Request bigMac = withWrongMac(door.group, door.group.client("alice").request(1, "a"), 2);
    PeerMessage.OrderReq orderReq = order(door.group, bigMac);
    assertAccepted(door.open(0, orderReq), orderReq);
    assertThat(faulty(new Door(door.group, 2).open(0, orderReq)).provable()).isFalse();
  }

  @Test
  void entriesOfAVectorCannotBeSwappedBetweenReplicas() {
    Door door = door(RequestAuthentication.MAC);
    TestClient alice = door.group.client("alice");
    Request request = alice.request(1, "a");
    RequestCodec.Parts parts = parts(door.group, request);
    List<Bytes> macs =
        new ArrayList<>(((RequestAuthenticator.MacVector) parts.authenticator()).macs());
    Collections.swap(macs, 2, 3);
    Request swapped =
        rebuilt(
            door.group,
            parts.certificateBytes(),
            parts.body(),
            new RequestAuthenticator.MacVector(macs));
    assertRefused(door.open(alice, new ClientMessage.Ask(swapped)), Cause.BAD_MAC);
  }

  @Test
  void aVectorBindsTheClientNotOnlyItsAgreementKey() {
    // The authority was made to certify bob's signing key with alice's agreement key: alice's
    // requests are still not bob's.
    Door door = door(RequestAuthentication.MAC);
    TestClient alice = door.group.client("alice");
    TestClient bob = door.group.client("bob");
    ClientCertificate mixed =
        door.group.admit("bob", bob.identity().signingKey(), alice.identity().agreementKey());
    RequestCodec codec = new RequestCodec(door.group.limits(), door.group.quorums().n());
    RequestCodec.Parts parts = parts(door.group, alice.request(1, "a"));
    Request stolen =
        rebuilt(door.group, codec.encodeCertificate(mixed), parts.body(), parts.authenticator());
    assertThat(stolen.client()).isEqualTo(bob.id());
    assertRefused(door.open(bob, new ClientMessage.Ask(stolen)), Cause.BAD_MAC);
  }

  @Test
  void theOtherWayToAuthenticateIsProvablyWrong() {
    Door signing = door(RequestAuthentication.SIGNATURE);
    Door macs = door(RequestAuthentication.MAC);
    TestClient alice = signing.group.client("alice");
    Request vector = macs.group.client("alice").request(1, "a");
    Opened.FaultyBatch unsigned = faulty(signing.open(0, order(signing.group, vector)));
    assertThat(unsigned.fault()).contains("a MAC vector, where the group wants a signature");
    assertThat(unsigned.provable()).isTrue();
    assertRefused(signing.open(alice, new ClientMessage.Ask(vector)), Cause.MALFORMED);

    TestClient bob = macs.group.client("bob");
    Request signed = resigned(macs.group, bob.request(1, "b"), bob.identity());
    Opened.FaultyBatch withoutMacs = faulty(macs.open(0, order(macs.group, signed)));
    assertThat(withoutMacs.fault()).contains("a signature, where the group wants a MAC vector");
    assertThat(withoutMacs.provable()).isTrue();
    assertRefused(macs.open(bob, new ClientMessage.Ask(signed)), Cause.MALFORMED);
  }

  @Test
  void aSignatureOfAnotherGroupIsForged() {
    Door door = door(RequestAuthentication.SIGNATURE);
    TestGroup twin = TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, TestLimits.OTHER, 1);
    // The same authority and the same client, asking another group.
    TestClient alice = door.group.client("alice");
    Request elsewhere = twin.client("alice").request(1, "a");
    assertThat(elsewhere.client()).isEqualTo(alice.id());
    assertRefused(door.open(alice, new ClientMessage.Ask(elsewhere)), Cause.FORGED_SIGNATURE);
  }

  @ParameterizedTest
  @EnumSource
  void everyBitOfTheBodyIsAuthenticated(RequestAuthentication way) {
    Door door = door(way);
    TestClient alice = door.group.client("alice");
    RequestCodec.Parts parts = parts(door.group, alice.request(1, "a"));
    for (int bit = 0; bit < parts.body().size() * 8; bit++) {
      byte[] flipped = parts.body().toArray();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      RequestCodec codec = new RequestCodec(door.group.limits(), 4);
      Bytes encoded =
          codec.encode(parts.certificateBytes(), Bytes.wrap(flipped), parts.authenticator());
      Wire wire = alice.sealer().seal(new ClientMessage.Ask(alice.request(1, "a")), door.self);
      Opened opened =
          door.open(new Wire(wire.kind(), wire.group(), wire.sender(), encoded, Bytes.EMPTY));
      assertThat(opened).as("bit %d", bit).isInstanceOf(Opened.Refused.class);
    }
  }

  @Test
  @Rule("R-AUTH")
  void nobodyAsksInAnothersName() {
    Door door = door(RequestAuthentication.SIGNATURE);
    TestClient alice = door.group.client("alice");
    TestClient bob = door.group.client("bob");
    assertRefused(door.open(bob, new ClientMessage.Ask(alice.request(1, "a"))), Cause.WRONG_SIGNER);
    assertRefused(
        door.open(alice.restarted(), new ClientMessage.Ask(alice.request(1, "a"))),
        Cause.WRONG_SIGNER);
  }

  @Test
  void aDirectRequestIsJudgedByTheClockAndOneInABatchIsNot() {
    Door door = door(RequestAuthentication.SIGNATURE);
    Timestamp end = new Timestamp(2_000_000);
    TestClient shortLived = door.group.client("carol", TestGroup.NOT_BEFORE, end);
    ClientMessage.Ask ask = new ClientMessage.Ask(shortLived.request(1, "a"));
    assertAccepted(door.openAt(TestGroup.NOT_BEFORE, shortLived, ask), ask);
    assertAccepted(door.openAt(end, shortLived, ask), ask);
    assertRefused(door.openAt(new Timestamp(999_999), shortLived, ask), Cause.EXPIRED_CERTIFICATE);
    assertRefused(
        door.openAt(new Timestamp(2_000_001), shortLived, ask), Cause.EXPIRED_CERTIFICATE);
    PeerMessage.OrderReq orderReq = order(door.group, shortLived.request(1, "a"));
    assertAccepted(door.open(0, orderReq), orderReq);
    assertThat(orderReq.batch().requests().get(0).admission().admits(TestGroup.NOW)).isFalse();
  }

  @Test
  @Rule("R-ACCEPT-3")
  void aBatchThatIsNotTheHeadersIsNotHeldAgainstThePrimary() {
    Door door = door(RequestAuthentication.SIGNATURE);
    Request forged = selfCertified(door.group).request(1, "a");
    Batch honest = door.group.batch(TestGroup.NOW, door.group.client("alice").request(1, "a"));
    PeerMessage.OrderReq swapped =
        new PeerMessage.OrderReq(
            order(door.group, honest).header(), door.group.batch(TestGroup.NOW, forged));
    assertAccepted(door.open(2, swapped), swapped);
  }

  @Test
  @Rule("R-ACCEPT")
  @DisplayName("\"Batches that arrive [...] by digest [...] are checked by digest only\"")
  void aFetchedBatchIsNotRefusedForARequestInIt() {
    Door door = door(RequestAuthentication.SIGNATURE);
    Batch batch = door.group.batch(TestGroup.NOW, selfCertified(door.group).request(1, "a"));
    PeerMessage.Fetched fetched = new PeerMessage.Fetched(batch);
    assertAccepted(door.open(2, fetched), fetched);
  }

  @Test
  void whatWasCheckedOnceIsNotCheckedAgain() {
    Door door = door(RequestAuthentication.SIGNATURE);
    TestClient alice = door.group.client("alice");
    ClientMessage.Ask ask = new ClientMessage.Ask(alice.request(1, "a"));
    door.open(alice, ask);
    assertThat(door.verifier.take()).as("certificate and request").isEqualTo(2);
    door.open(alice, ask);
    door.open(2, new PeerMessage.Relay(ask.request()));
    assertThat(door.verifier.take()).isZero();
    door.open(alice, new ClientMessage.Ask(alice.request(2, "b")));
    assertThat(door.verifier.take()).as("the request only").isEqualTo(1);
    door.open(2, order(door.group, ask.request(), alice.request(2, "b")));
    assertThat(door.verifier.take()).as("the header only").isEqualTo(1);
  }

  @Test
  void whatWasRefusedIsNotRemembered() {
    Door door = door(RequestAuthentication.SIGNATURE);
    TestClient alice = door.group.client("alice");
    Request forged =
        resigned(door.group, alice.request(1, "a"), door.group.client("bob").identity());
    for (int i = 0; i < 3; i++) {
      assertRefused(door.open(alice, new ClientMessage.Ask(forged)), Cause.FORGED_SIGNATURE);
    }
  }

  @Test
  void aVectorCostsTheReplicaOneMacAndTheClientN() {
    Door door = door(RequestAuthentication.MAC);
    TestClient alice = door.group.client("alice");
    CountingAgreement counted = new CountingAgreement(alice.agreement());
    ReplicaKeys keys = new ReplicaKeys(alice.id(), door.group.configuration(), counted);
    Request request =
        new RequestSigner(
                alice.certificate(), 1, door.group.configuration(), alice.identity().signer(), keys)
            .create(1, Request.Kind.ORDERED, List.of(Bytes.utf8("a")));
    assertThat(counted.takeMacs()).isEqualTo(4);
    Wire wire =
        new Sealer(door.group.configuration(), keys)
            .seal(new ClientMessage.Ask(request), door.self);
    assertThat(counted.takeMacs()).as("the envelope has none").isZero();
    assertThat(wire.authenticator()).isEqualTo(Bytes.EMPTY);
    assertAccepted(door.open(wire), new ClientMessage.Ask(request));
    assertThat(door.agreement.takeMacs()).isEqualTo(1);
  }

  private static Door door(RequestAuthentication way) {
    return new Door(TestGroup.of(1, 0, way, Limits.DEFAULT, 1), 3);
  }

  private static PeerMessage.OrderReq order(TestGroup group, Request... requests) {
    return order(group, group.batch(TestGroup.NOW, requests));
  }

  private static PeerMessage.OrderReq order(TestGroup group, Batch batch) {
    return group.orderReq(View.ZERO, SLOT, group.digest(), batch, Track.SPECULATIVE);
  }

  private static Opened.FaultyBatch faulty(Opened opened) {
    assertThat(opened).isInstanceOf(Opened.FaultyBatch.class);
    return (Opened.FaultyBatch) opened;
  }

  /** A client whose certificate is signed by itself. */
  private static TestClient selfCertified(TestGroup group) {
    TestClient honest = group.client("mallory");
    ClientCertificate c = honest.certificate();
    ClientCertificate forged =
        new ClientCertificate(
            c.name(),
            c.signingKey(),
            c.agreementKey(),
            c.notBefore(),
            c.notAfter(),
            honest.identity().signer().sign(Bytes.utf8("me")));
    return new TestClient(group, honest.identity(), forged, 1);
  }

  /** The same request signed by somebody else. */
  private static Request resigned(TestGroup group, Request request, Identity signer) {
    RequestCodec.Parts parts = parts(group, request);
    Bytes signature = signer.signer().sign(group.signedBytes().request(Digests.of(parts.body())));
    return rebuilt(
        group, parts.certificateBytes(), parts.body(), new RequestAuthenticator.Signed(signature));
  }

  private static Request withWrongMac(TestGroup group, Request request, int replica) {
    RequestCodec.Parts parts = parts(group, request);
    List<Bytes> macs =
        new ArrayList<>(((RequestAuthenticator.MacVector) parts.authenticator()).macs());
    macs.set(replica, Bytes.wrap(new byte[32]));
    return rebuilt(
        group, parts.certificateBytes(), parts.body(), new RequestAuthenticator.MacVector(macs));
  }

  private static RequestCodec.Parts parts(TestGroup group, Request request) {
    return new RequestCodec(group.limits(), group.quorums().n()).parts(request.encoded());
  }

  private static Request rebuilt(
      TestGroup group, Bytes certificate, Bytes body, RequestAuthenticator authenticator) {
    RequestCodec codec = new RequestCodec(group.limits(), group.quorums().n());
    return codec.decode(codec.encode(certificate, body, authenticator));
  }
}
