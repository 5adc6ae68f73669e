package io.weevil.actors;

import io.weevil.actors.configuration.KeyFile;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.engine.authentication.ClientOpener;
import io.weevil.engine.authentication.ClientSession;
import io.weevil.engine.authentication.ClientSessions;
import io.weevil.engine.authentication.Opened;
import io.weevil.engine.authentication.OpenedReply;
import io.weevil.engine.authentication.Opener;
import io.weevil.engine.authentication.ReplicaKeys;
import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.authentication.RequestSigner;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.authentication.Verified;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.crypto.Ed25519Verifier;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What tests need to play the other members of a group, and a client of it, with real keys. */
public final class PeerKeys {

  private final GroupFiles files;
  private final GroupConfiguration group;
  private final Map<Integer, Opener> openers = new HashMap<>();
  private final ClientSessions sessions;

  public PeerKeys(GroupFiles files) {
    this.files = files;
    this.group = WeevilSettings.of(files.replica(0)).group().configuration();
    this.sessions = new ClientSessions(group.limits());
  }

  public GroupConfiguration group() {
    return group;
  }

  public Digest emptyHistory() {
    return group.digest();
  }

  // replicas

  public Wire seal(int from, WireMessage message, int to) {
    return new Sealer(group, keys(from)).seal(message, new ReplicaId(to));
  }

  /** A message of a replica, sealed for a client that it has never met. */
  public Wire seal(int from, WireMessage message, ClientMessage.Hello to) {
    return new Sealer(group, keys(from))
        .encode(message)
        .to(
            new ClientSession(
                to.client(),
                to.certificate(),
                to.returnAddress(),
                agreement(from).with(to.certificate().agreementKey()).orElseThrow()));
  }

  /** What {@code replica} reads in a message to it; empty for what it would refuse, and HELLOs. */
  public Optional<WireMessage> open(int replica, Wire wire, Timestamp now) {
    Opener opener =
        openers.computeIfAbsent(
            replica,
            i ->
                new Opener(
                    new ReplicaId(i),
                    group,
                    keys(i),
                    agreement(i),
                    new Ed25519Verifier(),
                    sessions));
    return switch (opener.open(wire, now)) {
      case Opened.Accepted accepted -> Optional.of(accepted.verified().message());
      case Opened.FaultyBatch faulty -> Optional.of(faulty.verified().message());
      case Opened.Introduced(var session) ->
          Optional.of(
              new ClientMessage.Hello(
                  session.client(), session.certificate(), session.returnAddress()));
      case Opened.Refused refused -> Optional.empty();
    };
  }

  /** What the door of {@code to} makes of a message of another replica's that is in order. */
  public Verified<? extends WireMessage> verify(
      int from, WireMessage message, int to, Timestamp now) {
    ReplicaId self = new ReplicaId(to);
    Opener door = new Opener(self, group, keys(to), agreement(to), new Ed25519Verifier(), sessions);
    return ((Opened.Accepted) door.open(seal(from, message, to), now)).verified();
  }

  public SignedVote vote(int replica, Slot slot, Digest history) {
    return signer(replica).vote(new Vote(View.ZERO, slot, history));
  }

  public ReplicaSigner signer(int replica) {
    return new ReplicaSigner(
        new ReplicaId(replica), group.digest(), files.key(replica).identity().signer());
  }

  /** An ORDER-REQ of view 0's primary. */
  public OrderReq orderReq(Slot slot, Digest previousHistory, Timestamp time, Request... requests) {
    Batch batch = new BatchCodec(group.limits(), group.n()).encode(time, List.of(requests));
    Digest history = Digests.chain(previousHistory, slot, batch.digest());
    return new OrderReq(
        signer(0)
            .header(new OrderHeader(View.ZERO, slot, batch.digest(), history, Track.SPECULATIVE)),
        batch);
  }

  private KeyAgreement agreement(int replica) {
    return files.key(replica).identity().agreement(group.digest());
  }

  private ReplicaKeys keys(int replica) {
    return new ReplicaKeys(new ReplicaId(replica), group, agreement(replica));
  }

  // a client

  /** A client of the group that the test plays. */
  public final class PlayedClient {
    private final Identity identity = KeyFile.generate(new SecureRandom()).identity();
    private final ClientCertificate certificate;
    private final ReplicaKeys keys;
    private final ClientId id;

    private PlayedClient() {
      this.certificate = files.admit("played", identity);
      this.id = certificate.clientId(1);
      this.keys = new ReplicaKeys(id, group, identity.agreement(group.digest()));
    }

    public ClientId id() {
      return id;
    }

    public Request request(long number, String operation) {
      return new RequestSigner(certificate, 1, group, identity.signer(), keys)
          .create(number, Request.Kind.ORDERED, List.of(Bytes.utf8(operation)));
    }

    public ClientMessage.Hello hello(String returnAddress) {
      return new ClientMessage.Hello(id, certificate, returnAddress);
    }

    public Wire seal(WireMessage message, int to) {
      return new Sealer(group, keys).seal(message, new ReplicaId(to));
    }

    public Optional<WireMessage> open(Wire wire) {
      return new ClientOpener(group, keys).open(wire) instanceof OpenedReply.Accepted accepted
          ? Optional.of(accepted.verified().message())
          : Optional.empty();
    }
  }

  public PlayedClient playClient() {
    return new PlayedClient();
  }
}
