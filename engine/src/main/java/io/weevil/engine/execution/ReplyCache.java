package io.weevil.engine.execution;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.Limits;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ClientPosition;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
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

  /** By client key: its newest incarnation, and the last number executed in it. */
  public Map<Digest, ClientPosition> positions() {
    Map<Digest, ClientPosition> positions = new HashMap<>();
    clients.forEach(
        (key, client) ->
            positions.put(key, new ClientPosition(client.incarnation(), client.newest())));
    return positions;
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
        out.write(bytesOf(reply));
      }
    }
  }

  /** At once: all of them are written at each checkpoint. */
  private static byte[] bytesOf(CachedReply reply) {
    int outcomes = reply.outcomes().size();
    ByteBuffer out =
        ByteBuffer.allocate(2 * Long.BYTES + Digest.SIZE + Integer.BYTES + outcomes)
            .putLong(reply.number())
            .putLong(reply.slot().number());
    reply.history().value().putInto(out);
    reply.outcomes().putInto(out.putInt(outcomes));
    return out.array();
  }

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @param slot of the state: no reply is of a later one
   * @throws IOException when it is no cache that a replica with these limits has
   */
  static ReplyCache readFrom(DataInputStream in, Limits limits, Slot slot) throws IOException {
    int size = size(in, "clients", 0, limits.maxClients());
    TreePMap<Digest, Client> clients = TreePMap.empty();
    for (int i = 0; i < size; i++) {
      Digest key = SnapshotReader.digest(in);
      SnapshotReader.require(
          clients.isEmpty() || clients.lastKey().compareTo(key) < 0, "its clients do not ascend");
      clients = clients.plus(key, readClient(in, limits, slot));
    }
    return new ReplyCache(limits.maxClients(), limits.clientWindow(), clients);
  }

  private static Client readClient(DataInputStream in, Limits limits, Slot slot)
      throws IOException {
    long incarnation = in.readLong();
    int size = size(in, "replies of a client", 1, limits.clientWindow());
    TreePMap<Long, CachedReply> replies = TreePMap.empty();
    for (int i = 0; i < size; i++) {
      CachedReply reply = readReply(in, limits, slot);
      SnapshotReader.require(
          replies.isEmpty() ? reply.number() >= 1 : reply.number() == replies.lastKey() + 1,
          "a client's replies are not numbered one by one");
      replies = replies.plus(reply.number(), reply);
    }
    return new Client(incarnation, replies);
  }

  private static CachedReply readReply(DataInputStream in, Limits limits, Slot last)
      throws IOException {
    long number = in.readLong();
    Slot slot = SnapshotReader.slot(in);
    SnapshotReader.require(!slot.isAfter(last), "a reply is of " + slot + ", a later slot");
    Digest history = SnapshotReader.digest(in);
    int size = size(in, "bytes of a reply", 0, limits.maxResultBytes());
    Bytes outcomes = Bytes.wrap(SnapshotReader.bytes(in, size));
    return new CachedReply(number, slot, history, outcomes, Digests.of(outcomes));
  }

  /** A count of {@code min … max}, checked before anything is allocated for it. */
  private static int size(DataInputStream in, String what, int min, int max) throws IOException {
    int size = in.readInt();
    SnapshotReader.require(
        size >= min && size <= max, "it has " + size + " " + what + ", not " + min + " … " + max);
    return size;
  }
}
