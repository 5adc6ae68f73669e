package io.weevil.engine.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;

/** A replica's door under test, with everything that it computes counted. */
final class Door {

  final TestGroup group;
  final ReplicaId self;
  final CountingVerifier verifier;
  final CountingAgreement agreement;
  final ClientSessions sessions;
  private final ReplicaKeys keys;
  final Opener opener;

  Door(TestGroup group, int self) {
    this.group = group;
    this.self = new ReplicaId(self);
    this.verifier = new CountingVerifier(group.verifier());
    this.agreement = new CountingAgreement(group.agreement(self));
    this.sessions = new ClientSessions(group.limits());
    this.keys = new ReplicaKeys(this.self, group.configuration(), agreement);
    this.opener = new Opener(this.self, group.configuration(), keys, agreement, verifier, sessions);
    agreement.takeAgreements();
    agreement.takeMacs();
  }

  /** The check behind the decoder. */
  ContentChecker content() {
    Signatures signatures = new Signatures(group.configuration(), verifier);
    Admissions admissions = new Admissions(signatures, agreement, 16);
    return new ContentChecker(
        group.configuration(),
        signatures,
        new RequestChecker(self, group.configuration(), verifier, admissions),
        new EvidenceChecker(group.configuration(), verifier),
        new SpotCheck(keys, group.configuration().quorums().members().toList(), group.digest()));
  }

  Opened open(Wire wire) {
    return opener.open(wire, TestGroup.NOW);
  }

  /** Opens what {@code sender} seals for this door. */
  Opened open(int sender, PeerMessage message) {
    return open(group.sealer(sender).seal(message, self));
  }

  Opened open(TestClient sender, WireMessage message) {
    return open(sender.sealer().seal(message, self));
  }

  /** Lets the client introduce itself. */
  ClientSession introduce(TestClient client) {
    Opened opened = open(client, client.hello("client.example:2552"));
    assertThat(opened).isInstanceOf(Opened.Introduced.class);
    return ((Opened.Introduced) opened).session();
  }

  static void assertAccepted(Opened opened, WireMessage message) {
    assertThat(opened).isInstanceOf(Opened.Accepted.class);
    assertThat(((Opened.Accepted) opened).verified().message()).isEqualTo(message);
  }

  static void assertRefused(Opened opened, Opened.Cause cause) {
    assertThat(opened).isInstanceOf(Opened.Refused.class);
    assertThat(((Opened.Refused) opened).cause())
        .as(((Opened.Refused) opened).detail())
        .isEqualTo(cause);
  }

  Opened openAt(Timestamp now, TestClient sender, WireMessage message) {
    return opener.open(sender.sealer().seal(message, self), now);
  }
}
