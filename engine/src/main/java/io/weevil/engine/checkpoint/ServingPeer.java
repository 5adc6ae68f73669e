package io.weevil.engine.checkpoint;

import io.weevil.engine.model.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A peer that a state is fetched from: what it was asked for, and how far it is trusted to answer.
 */
final class ServingPeer {

  private enum Standing {
    /** Asked for one chunk at a time, until it answers. */
    UNTRIED,
    SERVING,
    /** Said that it does not serve this state; tried again at the next retry. */
    ABSENT,
    /** Sent what is not the state. */
    BANNED
  }

  private final TransferPolicy policy;

  /** Chunks it was asked for that have not come, and since when; at most chunks-per-peer. */
  private final Map<Integer, Timestamp> outstanding = new HashMap<>();

  private Standing standing = Standing.UNTRIED;
  private boolean absentBefore;

  /** How often in a row it was waited for in vain. */
  private int failures;

  private Duration patience;

  ServingPeer(TransferPolicy policy) {
    this.policy = policy;
    this.patience = policy.patience();
  }

  /** Whom to ask first: those who answer, then those who have failed least. */
  int rank() {
    return standing == Standing.SERVING ? 0 : 1 + failures;
  }

  boolean mayBeAsked(int chunk) {
    return switch (standing) {
      case UNTRIED -> outstanding.isEmpty();
      case SERVING -> outstanding.size() < policy.chunksPerPeer() && !wasAsked(chunk);
      case ABSENT, BANNED -> false;
    };
  }

  boolean wasAsked(long chunk) {
    return chunk <= Integer.MAX_VALUE && outstanding.containsKey((int) chunk);
  }

  boolean isBanned() {
    return standing == Standing.BANNED;
  }

  /** Whether its last word was that it does not serve this state, or it lied. */
  boolean servesNothing() {
    return absentBefore || isBanned();
  }

  void onAsked(int chunk, Timestamp now) {
    outstanding.put(chunk, now);
  }

  /** It sent a chunk that verifies, asked for now or earlier. */
  void onAnswered(int chunk) {
    outstanding.remove(chunk);
    standing = Standing.SERVING;
    absentBefore = false;
    failures = 0;
    patience = policy.patience();
  }

  /** Returns what it is no longer asked for. */
  List<Integer> onAbsent() {
    standing = Standing.ABSENT;
    absentBefore = true;
    return giveUpAll();
  }

  /** Returns what it is no longer asked for. */
  List<Integer> ban() {
    standing = Standing.BANNED;
    return giveUpAll();
  }

  /** Returns what it has been asked for for too long. */
  List<Integer> onRetry(Timestamp now) {
    if (standing == Standing.ABSENT) {
      standing = Standing.UNTRIED;
    }
    List<Integer> late = new ArrayList<>();
    outstanding.forEach(
        (chunk, since) -> {
          if (now.since(since).compareTo(patience) >= 0) {
            late.add(chunk);
          }
        });
    if (!late.isEmpty()) {
      outstanding.keySet().removeAll(late);
      standing = Standing.UNTRIED;
      failures++;
      Duration doubled = patience.multipliedBy(2);
      patience = doubled.compareTo(policy.maxPatience()) > 0 ? policy.maxPatience() : doubled;
    }
    return late;
  }

  private List<Integer> giveUpAll() {
    List<Integer> all = List.copyOf(outstanding.keySet());
    outstanding.clear();
    return all;
  }
}
