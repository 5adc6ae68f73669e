package io.weevil.testkit.adversary;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Vote;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Other values in place of the values that messages are made of: near ones, far ones, borrowed
 * ones.
 */
@SuppressWarnings(
    "NullAway") // it passes on what messages may lack, and leaves things out on purpose
final class Mutations {

  private final SplittableRandom random;
  private final Conspiracy conspiracy;

  Mutations(Means means) {
    this.random = means.random();
    this.conspiracy = means.conspiracy();
  }

  /** From 0 to {@code choices} - 1. */
  int choose(int choices) {
    return random.nextInt(choices);
  }

  long number(long genuine) {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> Long.MAX_VALUE;
      case 2 -> random.nextLong(Long.MAX_VALUE);
      case 3 -> Math.max(0, genuine - random.nextInt(1, 10));
      default -> genuine < Long.MAX_VALUE - 10 ? genuine + random.nextInt(1, 10) : genuine;
    };
  }

  View view(View genuine) {
    return new View(number(genuine.number()));
  }

  /** At least view 1. */
  View laterView(View genuine) {
    return new View(Math.max(1, number(genuine.number())));
  }

  Slot slot(Slot genuine) {
    return new Slot(number(genuine.number()));
  }

  Digest digest() {
    return conspiracy.anyDigest(random);
  }

  Vote vote(Vote v) {
    return switch (random.nextInt(3)) {
      case 0 -> new Vote(view(v.view()), v.slot(), v.history());
      case 1 -> new Vote(v.view(), slot(v.slot()), v.history());
      default -> new Vote(v.view(), v.slot(), digest());
    };
  }

  Bytes bytes(Bytes genuine) {
    byte[] other = genuine.toArray();
    if (other.length > 0) {
      other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return Bytes.wrap(other);
  }

  /** Shortened, with something repeated, or in another order. */
  <T> List<T> list(List<T> genuine) {
    List<T> other = new ArrayList<>(genuine);
    if (other.isEmpty()) {
      return other;
    }
    int at = random.nextInt(other.size());
    switch (random.nextInt(4)) {
      case 0 -> other.remove(at);
      case 1 -> other.add(at, other.get(random.nextInt(other.size())));
      case 2 -> other.subList(at, other.size()).clear();
      default -> Collections.shuffle(other, new Random(random.nextLong()));
    }
    return other;
  }

  /** The same of digests, with one exchanged as well. */
  List<Digest> digests(List<Digest> genuine) {
    if (random.nextBoolean()) {
      return list(genuine);
    }
    List<Digest> other = new ArrayList<>(genuine);
    other.add(random.nextInt(other.size() + 1), digest());
    return other;
  }

  SortedMap<ReplicaId, Bytes> signatures(SortedMap<ReplicaId, Bytes> genuine) {
    SortedMap<ReplicaId, Bytes> other = new TreeMap<>(genuine);
    if (other.isEmpty()) {
      return other;
    }
    List<ReplicaId> signers = new ArrayList<>(other.keySet());
    ReplicaId signer = signers.get(random.nextInt(signers.size()));
    Bytes signature = other.get(signer);
    switch (random.nextInt(3)) {
      case 0 -> other.remove(signer);
      case 1 -> other.put(signer, bytes(signature));
      default -> other.put(new ReplicaId(random.nextInt(conspiracy.group().n())), signature);
    }
    return other;
  }
}
