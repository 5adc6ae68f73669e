package io.weevil.engine.authentication;

import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import java.util.regex.Pattern;

/**
 * Opens HELLOs, each on its own: nothing is known of the sender but what the client authority
 * signed in it. An old HELLO that somebody repeats leads replies astray until the client says the
 * next one, which it does before every retransmission.
 */
final class Introductions {

  /** A host name or IPv4 address, or an IPv6 address in brackets; and a port, 1 … 65535. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}])"
              + ":([0-9]{1,5})(?:/([0-9]{1,5}))?");

  private static final int MAX_PORT = 65_535;
  private static final int MAX_ENDPOINT = 65_535;

  private final ReplicaId self;
  private final Envelopes envelopes;
  private final Admissions admissions;
  private final ClientSessions sessions;

  Introductions(
      ReplicaId self, Envelopes envelopes, Admissions admissions, ClientSessions sessions) {
    this.self = self;
    this.envelopes = envelopes;
    this.admissions = admissions;
    this.sessions = sessions;
  }

  Opened open(Wire wire, ClientId sender, Timestamp now) {
    ClientMessage.Hello hello = (ClientMessage.Hello) envelopes.decode(wire);
    if (!hello.client().equals(sender)
        || !hello.certificate().clientId(sender.incarnation()).equals(sender)) {
      return Fault.of(
              Cause.WRONG_SIGNER,
              "the certificate of '" + hello.certificate().name() + "' is another client's")
          .refuse(wire);
    }
    if (!hello.certificate().admits(now)) {
      return Fault.expired(wire).refuse(wire);
    }
    return admissions
        .find(hello.certificate())
        .map(client -> introduce(wire, hello, client))
        .orElseGet(() -> forged(wire, hello));
  }

  private Opened introduce(Wire wire, ClientMessage.Hello hello, AdmittedClient client) {
    if (!envelopes.isAuthentic(wire, self, client.key())) {
      return Fault.badMac(wire, self).refuse(wire);
    }
    if (!isAddress(hello.returnAddress())) {
      return Fault.of(
              Cause.MALFORMED, "the return address is neither host:port nor host:port/endpoint")
          .refuse(wire);
    }
    ClientSession session =
        new ClientSession(
            hello.client(), client.certificate(), hello.returnAddress(), client.key());
    return sessions.introduce(session)
        ? new Opened.Introduced(session)
        : Fault.of(
                Cause.OBSOLETE_INCARNATION,
                "a newer incarnation than " + hello.client() + " has spoken")
            .refuse(wire);
  }

  private static Opened forged(Wire wire, ClientMessage.Hello hello) {
    return Fault.of(
            Cause.FORGED_CERTIFICATE,
            "the certificate of '" + hello.certificate().name() + "' is not the client authority's")
        .refuse(wire);
  }

  private static boolean isAddress(String address) {
    var matcher = ADDRESS.matcher(address);
    if (!matcher.matches()) {
      return false;
    }
    int port = Integer.parseInt(matcher.group(1));
    String endpoint = matcher.group(2);
    return port >= 1
        && port <= MAX_PORT
        && (endpoint == null || Integer.parseInt(endpoint) <= MAX_ENDPOINT);
  }
}
