package io.weevil.testkit.adversary;

import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.ClientMessage.CommitCertificate;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage.Misbehavior;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.RequestAuthenticator;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Vote;
import io.weevil.testkit.adversary.MaliciousClient.Voice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** The deeds of a malicious client: each method does one, and they can be done in any order. */
final class ClientMischief {

  private static final int FLOOD = 40;

  private final MaliciousClient client;
  private final LongFunction<Bytes> operations;
  private final SplittableRandom random;
  private final Conspiracy conspiracy;
  private final Deeds deeds;
  private final Mutations mutations;
  private final List<Request> sent = new ArrayList<>();
  private Voice voice;
  private Voice former;
  private long incarnation = 1;
  private long number;

  ClientMischief(MaliciousClient client, LongFunction<Bytes> operations, Means means) {
    this.client = client;
    this.operations = operations;
    this.random = means.random();
    this.conspiracy = means.conspiracy();
    this.deeds = means.deeds();
    this.mutations = new Mutations(means);
    this.voice = client.as(incarnation);
    this.former = voice;
  }

  void hello() {
    voice.hello();
  }

  private ReplicaId anyone() {
    return any(client.replicas());
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private Request next() {
    number++;
    Request request = voice.request(number, operations.apply(random.nextLong(Long.MAX_VALUE)));
    sent.add(request);
    return request;
  }

  /** What every client does. */
  void ask() {
    Request request = next();
    client.replicas().forEach(r -> voice.ask(r, request));
  }

  void twoBodies() {
    Request first = next();
    Request second = voice.request(number, operations.apply(random.nextLong(Long.MAX_VALUE)));
    deeds.did("sent two bodies under one number");
    client.replicas().forEach(r -> voice.ask(r, random.nextBoolean() ? first : second));
  }

  void toSomeOnly() {
    Request request = next();
    deeds.did("asked some replicas only");
    client.replicas().stream()
        .filter(r -> random.nextBoolean())
        .forEach(r -> voice.ask(r, request));
  }

  /** Good for some replicas, where requests carry MACs; a forged signature, where they do not. */
  void inconsistentAuthenticator() {
    Request request = voice.withAuthenticator(next(), this::spoil);
    deeds.did("authenticated a request for some only");
    client.replicas().forEach(r -> voice.ask(r, request));
  }

  private RequestAuthenticator spoil(RequestAuthenticator genuine) {
    return switch (genuine) {
      case RequestAuthenticator.Signed(Bytes signature) ->
          new RequestAuthenticator.Signed(mutations.bytes(signature));
      case RequestAuthenticator.MacVector(List<Bytes> macs) ->
          new RequestAuthenticator.MacVector(
              macs.stream().map(m -> random.nextBoolean() ? m : mutations.bytes(m)).toList());
    };
  }

  void repeat() {
    if (sent.isEmpty()) {
      ask();
      return;
    }
    Request old = any(sent);
    deeds.did("repeated a request");
    client.replicas().stream().filter(r -> random.nextBoolean()).forEach(r -> voice.ask(r, old));
  }

  void gap() {
    long far = random.nextInt(4) == 0 ? Long.MAX_VALUE : number + random.nextInt(2, 200);
    Request later = voice.request(far, operations.apply(far));
    deeds.did("left a gap in its numbers");
    client.replicas().forEach(r -> voice.ask(r, later));
  }

  /** A newer self, and the older one goes on beside it. */
  void twoIncarnations() {
    deeds.did("was two at once");
    if (random.nextInt(8) == 0) {
      former = voice;
      incarnation += 1 + random.nextInt(3);
      number = 0;
      voice = client.as(incarnation);
      voice.hello();
    }
    former.hello();
    Request old = former.request(1 + random.nextInt(20), operations.apply(random.nextInt(9)));
    client.replicas().forEach(r -> former.ask(r, old));
    ask();
  }

  void forgedIntroduction() {
    ClientCertificate c = client.certificate();
    ClientCertificate forged =
        switch (random.nextInt(3)) {
          case 0 ->
              new ClientCertificate(
                  "root",
                  c.signingKey(),
                  c.agreementKey(),
                  c.notBefore(),
                  c.notAfter(),
                  c.signature());
          case 1 ->
              new ClientCertificate(
                  c.name(),
                  c.signingKey(),
                  c.agreementKey(),
                  c.notBefore(),
                  c.notAfter(),
                  mutations.bytes(c.signature()));
          default ->
              new ClientCertificate(
                  c.name(),
                  c.signingKey(),
                  mutations.bytes(c.agreementKey()),
                  c.notBefore(),
                  c.notAfter(),
                  c.signature());
        };
    deeds.did("showed a forged client certificate");
    voice.say(anyone(), new ClientMessage.Hello(voice.id(), forged, "nowhere:1"));
  }

  void forgedCommitCertificate() {
    List<Vote> heard = conspiracy.votes().all();
    Vote vote =
        heard.isEmpty()
            ? new Vote(View.ZERO, new Slot(1 + random.nextInt(9)), conspiracy.anyDigest(random))
            : any(heard);
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>(conspiracy.votes().signatures(vote));
    Bytes borrowed =
        signatures.isEmpty() ? Bytes.wrap(new byte[64]) : signatures.get(signatures.firstKey());
    client.replicas().forEach(r -> signatures.putIfAbsent(r, borrowed));
    deeds.did("showed a forged commit certificate");
    Certificate forged = new Certificate(vote, signatures);
    client.replicas().forEach(r -> voice.say(r, new CommitCertificate(1 + number, forged)));
  }

  /** One that the votes allow, lent ones of the faulty among them; to some only, late or never. */
  void realCommitCertificate() {
    ask();
    List<Certificate> possible = conspiracy.votes().certificates();
    if (possible.isEmpty()) {
      return;
    }
    Certificate certificate = any(possible);
    deeds.did("showed a commit certificate to some");
    long about = random.nextBoolean() ? Math.max(1, number) : 1 + random.nextInt(1_000);
    client.replicas().stream()
        .filter(r -> random.nextInt(3) == 0)
        .forEach(r -> voice.say(r, new CommitCertificate(about, certificate)));
  }

  void flood() {
    ReplicaId victim = anyone();
    for (int i = 0; i < FLOOD; i++) {
      deeds.did("flooded a replica");
      switch (random.nextInt(5)) {
        case 0 -> voice.say(victim, new ClientMessage.StatusQuery(random.nextLong()));
        case 1 -> voice.say(victim, new ClientMessage.ResultRequest(1 + random.nextInt(1_000)));
        case 2 -> voice.hello();
        case 3 -> voice.ask(victim, next());
        default -> voice.ask(victim, sent.isEmpty() ? next() : any(sent));
      }
    }
  }

  /** What only replicas say, and what replicas say to clients only. */
  void wrongDirection() {
    ReplyMessage reply = new ReplyMessage.Refused(any(List.of(ReplyMessage.Refusal.values())));
    ReplicaId to = anyone();
    Wire genuine = voice.seal(reply, to);
    deeds.did("said what is not a client's to say");
    MessageKind kind = any(List.of(MessageKind.values()));
    client.send(
        to,
        random.nextBoolean() ? genuine : voice.wire(kind, genuine.body(), genuine.authenticator()));
  }

  void brokenFrame() {
    ReplicaId to = anyone();
    Wire genuine =
        voice.seal(random.nextBoolean() ? new ClientMessage.Ask(next()) : statusQuery(), to);
    byte[] body = genuine.body().toArray();
    deeds.did("sent a broken frame");
    client.send(
        to,
        switch (random.nextInt(4)) {
          case 0 -> with(genuine, Arrays.copyOf(body, random.nextInt(body.length + 1)));
          case 1 -> with(genuine, Arrays.copyOf(body, body.length + 1 + random.nextInt(100)));
          case 2 -> with(genuine, new byte[tooLong(genuine.kind())]);
          default -> with(genuine, mutations.bytes(genuine.body()).unsafeArray());
        });
  }

  private ClientMessage statusQuery() {
    return new ClientMessage.StatusQuery(random.nextLong());
  }

  private int tooLong(MessageKind kind) {
    int n = client.configuration().n();
    return new WireCodec(client.configuration().limits(), n).maxBodyBytes(kind) + 1;
  }

  private Wire with(Wire wire, byte[] body) {
    return voice.wire(wire.kind(), Bytes.wrap(body), wire.authenticator());
  }

  void slander() {
    if (conspiracy.headers().isEmpty()) {
      ask();
      return;
    }
    SignedHeader first = conspiracy.headers().any(random);
    OrderHeader h = first.header();
    OrderHeader other =
        new OrderHeader(h.view(), h.slot(), h.batch(), conspiracy.anyDigest(random), h.track());
    SignedHeader second =
        switch (random.nextInt(3)) {
          case 0 -> first;
          case 1 -> conspiracy.headers().any(random);
          default -> new SignedHeader(other, first.signature());
        };
    deeds.did("accused a primary of nothing");
    client.replicas().forEach(r -> voice.say(r, new Misbehavior(first, second)));
  }
}
