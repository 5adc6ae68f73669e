package io.weevil.engine.execution;

import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The last replies of every client, by which each request is executed exactly once: for each client
 * key its newest incarnation and the replies to that incarnation's last {@code clientWindow}
 * requests.
 *
 * <p>A value: {@link #plus} gives another cache that shares what is equal, so a checkpoint keeps
 * one at no cost.
 */
public final class ReplyCache {

  /** Where a request stands in its client's own order. */
  public enum Turn {
    /** The next one. */
    NEXT,
    /** Executed before: never again. */
    EXECUTED,
    /** Of an incarnation that a newer one has ended. */
    OBSOLETE,
    /** An earlier one of the same client is not executed yet. */
    TOO_EARLY
  }

  private record Client(long incarnation, TreePMap<Long, CachedReply> replies) {
    long newest() {
      return replies.isEmpty() ? 0 : replies.lastKey();
    }

    Client plus(CachedReply reply, int window) {
      TreePMap<Long, CachedReply> longer = replies.plus(reply.number(), reply);
      return new Client(incarnation, longer.size() > window ? longer.minusFirstEntry() : longer);
    }
  }

  private final int maxClients;
  private final int clientWindow;
  private final TreePMap<Digest, Client> clients;

  private ReplyCache(int maxClients, int clientWindow, TreePMap<Digest, Client> clients) {
    this.maxClients = maxClients;
    this.clientWindow = clientWindow;
    this.clients = clients;
  }

  /**
   * @param maxClients client keys, at most
   * @param clientWindow replies kept for a client, at most
   */
  public static ReplyCache empty(int maxClients, int clientWindow) {
    return new ReplyCache(maxClients, clientWindow, TreePMap.empty());
  }

  public Turn turnOf(ClientId client, long number) {
    Client known = clients.get(client.key());
    if (known != null && client.incarnation() < known.incarnation()) {
      return Turn.OBSOLETE;
    }
    long newest = known == null || client.incarnation() > known.incarnation() ? 0 : known.newest();
    if (number <= newest) {
      return Turn.EXECUTED;
    }
    return number == newest + 1 ? Turn.NEXT : Turn.TOO_EARLY;
  }

  /**
   * The reply to this request, or null when it is not executed, too old, or of another incarnation
   * than the newest.
   */
  public @Nullable CachedReply find(ClientId client, long number) {
    Client known = clients.get(client.key());
    return known == null || known.incarnation() != client.incarnation()
        ? null
        : known.replies().get(number);
  }

  /**
   * This cache and the reply to the client's next request. A newer incarnation's first reply takes
   * the place of all of the older.
   *
   * @throws IllegalStateException when it is not the client's turn, or there are {@code maxClients}
   *     others: such a request must not have been accepted (R-ACCEPT-4)
   */
  public ReplyCache plus(ClientId client, CachedReply reply) {
    Turn turn = turnOf(client, reply.number());
    if (turn != Turn.NEXT) {
      throw new IllegalStateException(
          "request " + reply.number() + " of " + client + " is " + turn + ", not NEXT");
    }
    Client known = clients.get(client.key());
    if (known == null && clients.size() == maxClients) {
      throw new IllegalStateException(
          "replies are kept for " + maxClients + " clients already: none for " + client);
    }
    Client before =
        known == null || known.incarnation() < client.incarnation()
            ? new Client(client.incarnation(), TreePMap.empty())
            : known;
    return new ReplyCache(
        maxClients, clientWindow, clients.plus(client.key(), before.plus(reply, clientWindow)));
  }

  /** How many client keys have replies here. */
  public int clients() {
    return clients.size();
  }

  /** Writes the cache by client key and number: equal caches write equal bytes. */
  void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(clients.size());
    for (var client : clients.entrySet()) {
      out.write(client.getKey().value().unsafeArray());
      out.writeLong(client.getValue().incarnation());
      out.writeInt(client.getValue().replies().size());
      for (CachedReply reply : client.getValue().replies().values()) {
        writeTo(out, reply);
      }
    }
  }

  private static void writeTo(DataOutputStream out, CachedReply reply) throws IOException {
    out.writeLong(reply.number());
    out.writeLong(reply.slot().number());
    out.write(reply.history().value().unsafeArray());
    out.writeInt(reply.outcomes().size());
    out.write(reply.outcomes().unsafeArray());
  }
}
