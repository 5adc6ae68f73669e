package io.weevil.testkit.selection;

import static java.util.Objects.requireNonNull;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every log of at most so many slots over so many values, numbered from the empty one, 0, by
 * length. Sets of logs are bit masks. Every log has its production chain of digests.
 */
final class LogTree {

  static final int EMPTY = 0;

  /** As many as a mask has bits. */
  static final int MOST = Long.SIZE;

  private record Node(int parent, String values, HistoryChain chain) {}

  private final List<Node> nodes = new ArrayList<>();
  private final Map<Digest, Integer> byHistory = new HashMap<>();
  private final long[] prefixes;
  private final long[] extensions;

  LogTree(int slots, int values) {
    grow(new Node(EMPTY, "", HistoryChain.empty(Slot.ZERO, digest("group"))), slots, values);
    prefixes = new long[nodes.size()];
    extensions = new long[nodes.size()];
    for (int log = 0; log < nodes.size(); log++) {
      prefixes[log] = bit(log) | prefixes[parent(log)];
    }
    for (int log = 0; log < nodes.size(); log++) {
      for (int prefix : members(prefixes[log])) {
        extensions[prefix] |= bit(log);
      }
    }
  }

  private void grow(Node root, int slots, int values) {
    add(root);
    for (int log = 0; log < nodes.size(); log++) {
      for (int value = 0; value < values && length(log) < slots; value++) {
        add(child(log, (char) ('a' + value)));
      }
    }
  }

  private void add(Node node) {
    byHistory.put(node.chain().lastHistory(), nodes.size());
    nodes.add(node);
  }

  private Node child(int log, char value) {
    List<Digest> batches = new ArrayList<>(chain(log).batches());
    batches.add(digest("batch " + value));
    return new Node(
        log,
        nodes.get(log).values() + value,
        HistoryChain.of(Slot.ZERO, chain(EMPTY).lastHistory(), batches));
  }

  private static Digest digest(String text) {
    return Digests.of(Bytes.utf8(text));
  }

  static long bit(int log) {
    return 1L << log;
  }

  /** The logs of a set, in order. */
  static int[] members(long set) {
    int[] members = new int[Long.bitCount(set)];
    long rest = set;
    for (int i = 0; i < members.length; i++) {
      members[i] = Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
    }
    return members;
  }

  int size() {
    return nodes.size();
  }

  int length(int log) {
    return nodes.get(log).values().length();
  }

  int parent(int log) {
    return nodes.get(log).parent();
  }

  /** The prefixes of {@code log}, itself and the empty log included. */
  long prefixes(int log) {
    return prefixes[log];
  }

  /** The logs that begin with {@code log}, itself included. */
  long extensions(int log) {
    return extensions[log];
  }

  boolean isPrefix(int prefix, int log) {
    return (prefixes[log] & bit(prefix)) != 0;
  }

  boolean conflict(int one, int other) {
    return !isPrefix(one, other) && !isPrefix(other, one);
  }

  /** The prefixes of {@code end} that are no shorter than {@code start}, the empty log left out. */
  long between(int start, int end) {
    return prefixes[end] & extensions[start] & ~bit(EMPTY);
  }

  HistoryChain chain(int log) {
    return nodes.get(log).chain();
  }

  /**
   * What a replica shows of {@code log} whose proven checkpoint is {@code base}, a prefix of it.
   */
  HistoryChain chainAbove(int base, int log) {
    return HistoryChain.of(
        chain(base).last(),
        chain(base).lastHistory(),
        chain(log).batches().subList(length(base), length(log)));
  }

  /** The log with that history. */
  int withHistory(Digest history) {
    return requireNonNull(byHistory.get(history));
  }

  /** For people: {@code [a, b]}. */
  String name(int log) {
    return "[" + String.join(", ", nodes.get(log).values().split("")) + "]";
  }

  /** For people: {@code [a], [a, b]}. */
  String names(long set) {
    List<String> names = new ArrayList<>();
    for (int log : members(set)) {
      names.add(name(log));
    }
    return String.join(", ", names);
  }
}
