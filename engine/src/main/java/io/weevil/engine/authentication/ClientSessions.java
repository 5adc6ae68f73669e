package io.weevil.engine.authentication;

import io.weevil.engine.crypto.BoundedCache;
import io.weevil.engine.group.Limits;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import java.util.Optional;

/**
 * The clients that have said HELLO: one session a key, of its newest incarnation. As many are kept
 * as the group has clients; the one not heard of for longest is forgotten first, and says HELLO
 * again before it repeats a request. Safe to use from many threads at once.
 */
public final class ClientSessions {

  private final BoundedCache<Digest, ClientSession> sessions;

  public ClientSessions(Limits limits) {
    this.sessions = new BoundedCache<>(limits.maxClients());
  }

  /** The session of exactly this incarnation. */
  public Optional<ClientSession> find(ClientId client) {
    return newest(client.key()).filter(session -> session.client().equals(client));
  }

  /** The session of a client's signing key, whatever its incarnation. */
  Optional<ClientSession> newest(Digest key) {
    return Optional.ofNullable(sessions.get(key));
  }

  /**
   * Remembers an authentic introduction.
   *
   * @return whether the session counts: not when a newer incarnation of the key has one
   */
  boolean introduce(ClientSession session) {
    ClientSession kept =
        sessions.merge(
            session.client().key(), session, (old, fresh) -> isOlder(fresh, old) ? old : fresh);
    return !isOlder(session, kept);
  }

  private static boolean isOlder(ClientSession session, ClientSession than) {
    return session.client().incarnation() < than.client().incarnation();
  }
}
