package io.weevil.engine.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.Evidence;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever comes, the door answers; and it answers the same on every thread. */
@Rule("R-AUTH")
class HostileInputTest {

  private static final ReplicaId SELF = new ReplicaId(3);

  private final TestGroup group = TestGroup.of(1, 0);
  private final Door door = new Door(group, SELF.index());
  private final Statements say = new Statements(group);
  private final TestClient alice = group.client("alice");
  private final Envelopes envelopes = new Envelopes(group.configuration());
  private final ReplicaKeys byzantine = group.keys(1);
  private final ReplicaKeys hostileClient = alice.keys();

  @Property(tries = 3_000)
  void garbageFromAnybodyIsRefused(
      @ForAll MessageKind kind,
      @ForAll boolean fromClient,
      @ForAll @Size(max = 300) byte[] body,
      @ForAll @Size(max = 40) byte[] mac) {
    Party sender = fromClient ? alice.id() : new ReplicaId(1);
    Wire wire = new Wire(kind, groupPrefix(), sender, Bytes.wrap(body), Bytes.wrap(mac));
    assertIsRefusal(door.open(wire));
  }

  @Property(tries = 3_000)
  void authenticGarbageIsRefused(
      @ForAll MessageKind kind, @ForAll boolean fromClient, @ForAll @Size(max = 300) byte[] body) {
    assertIsRefusal(door.open(sealed(kind, fromClient, Bytes.wrap(body))));
  }

  @Test
  void damagedMessagesOfMembersNeverHarm() {
    door.introduce(alice);
    Random random = new Random(1);
    for (WireMessage message : messages()) {
      boolean fromClient = !(message instanceof PeerMessage);
      MessageKind kind = MessageKind.of(message);
      Bytes whole = envelopes.encode(message);
      for (int i = 0; i < 400; i++) {
        Opened opened = door.open(sealed(kind, fromClient, damaged(whole, random)));
        if (opened instanceof Opened.Refused refused) {
          assertThat(refused.cause()).as(refused.detail()).isNotEqualTo(Cause.DEFECT);
        }
      }
    }
  }

  @Test
  void messagesThatAreCutOffOrLengthenedAreMalformedUnderARightMac() {
    for (WireMessage message : messages()) {
      if (message instanceof PeerMessage) {
        byte[] whole = envelopes.encode(message).toArray();
        for (int size = 0; size <= whole.length + 1; size++) {
          if (size != whole.length) {
            Bytes other = Bytes.wrap(Arrays.copyOf(whole, size));
            Door.assertRefused(
                door.open(sealed(MessageKind.of(message), false, other)), Cause.MALFORMED);
          }
        }
      }
    }
  }

  @Test
  void everyKindOfMessageOfAMemberIsTried() {
    assertThat(messages().stream().map(MessageKind::of).filter(HostileInputTest::isOfMembers))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(MessageKind.values()).filter(HostileInputTest::isOfMembers).toList());
  }

  @Test
  void everyThreadGetsTheSameAnswers() {
    List<Wire> wires = new ArrayList<>();
    Sealer client = alice.sealer();
    RequestFactory requests = alice.requests();
    for (int i = 1; i <= 200; i++) {
      Bytes operation = Bytes.utf8("op " + i);
      ClientMessage.Ask ask =
          new ClientMessage.Ask(requests.create(i, Request.Kind.ORDERED, List.of(operation)));
      Wire wire = client.seal(ask, SELF);
      wires.add(wire);
      wires.add(wire);
      wires.add(
          new Wire(
              wire.kind(),
              wire.group(),
              wire.sender(),
              damaged(wire.body(), new Random(i)),
              Bytes.EMPTY));
      wires.add(client.seal(alice.hello("host:" + i), SELF));
    }
    List<String> alone =
        wires.stream().map(wire -> summary(new Door(group, 3).opener, wire)).toList();
    List<String> together =
        IntStream.range(0, wires.size())
            .parallel()
            .mapToObj(i -> summary(door.opener, wires.get(i)))
            .toList();
    assertThat(together).isEqualTo(alone);
  }

  private static String summary(Opener opener, Wire wire) {
    return opener.open(wire, TestGroup.NOW).toString();
  }

  private List<WireMessage> messages() {
    Digest digest = group.digest();
    Slot slot = new Slot(1);
    PeerMessage.OrderReq orderReq =
        group.orderReq(
            View.ZERO,
            slot,
            digest,
            group.batch(TestGroup.NOW, alice.request(1, "op")),
            Track.AGREED);
    return List.of(
        orderReq,
        new PeerMessage.Prepare(group.vote(1, View.ZERO, slot, digest)),
        new PeerMessage.Commit(View.ZERO, slot, digest),
        group.signer(1).checkpoint(slot, digest, digest),
        group.stableProof(slot, digest, digest),
        group.signer(1).noConfidence(View.ZERO),
        new PeerMessage.FillHole(View.ZERO, slot, slot),
        new PeerMessage.Fetch(digest),
        new PeerMessage.Fetched(orderReq.batch()),
        new PeerMessage.Status(View.ZERO, View.ZERO, slot, slot, slot, slot),
        new PeerMessage.Relay(alice.request(1, "op")),
        new PeerMessage.Misbehavior(orderReq.header(), orderReq.header()),
        say.viewChange(1, new View(1)),
        say.newView(new View(1), 0, 1, 2),
        new PeerMessage.Accusation(
            new Evidence.ConflictingHeaders(orderReq.header(), orderReq.header())),
        new PeerMessage.StateRequest(slot, digest, 0),
        new PeerMessage.StateChunk(
            slot, 0, new PeerMessage.StatePart(5, Bytes.utf8("state"), List.of(digest))),
        alice.hello("host:1"),
        new ClientMessage.Ask(alice.request(1, "op")),
        new ClientMessage.CommitCertificate(1, group.certificate(View.ZERO, slot, digest)),
        new ClientMessage.ResultRequest(1),
        new ClientMessage.StatusQuery(1));
  }

  private static boolean isOfMembers(MessageKind kind) {
    return kind.code() < MessageKind.HELLO.code();
  }

  /** One to three bytes changed, or the end cut off. */
  private static Bytes damaged(Bytes whole, Random random) {
    byte[] bytes = whole.toArray();
    if (random.nextInt(4) == 0) {
      return Bytes.wrap(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
    }
    return Bytes.wrap(bytes);
  }

  private Wire sealed(MessageKind kind, boolean fromClient, Bytes body) {
    return new Sealed(envelopes, fromClient ? hostileClient : byzantine, kind, body).to(SELF);
  }

  private long groupPrefix() {
    return sealed(MessageKind.FETCH, false, Bytes.EMPTY).group();
  }

  private static void assertIsRefusal(Opened opened) {
    assertThat(opened).isInstanceOf(Opened.Refused.class);
    assertThat(((Opened.Refused) opened).cause()).isNotEqualTo(Cause.DEFECT);
  }
}
