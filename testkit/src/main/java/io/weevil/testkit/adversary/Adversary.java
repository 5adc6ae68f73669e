package io.weevil.testkit.adversary;

import io.weevil.testkit.actors.ActorGroup;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a replica may do instead of what it should: the catalogue that swarms draw from. */
public enum Adversary {
  EQUIVOCATING_PRIMARY(
      "As primary it orders something else for each of several audiences, and votes for all of it.",
      ForkingPrimary::new),
  EQUIVOCATING_NEW_PRIMARY(
      "As new primary it computes another log for each receiver, from valid VIEW-CHANGEs.",
      ForkingNewPrimary::new),
  SILENT(
      "Says nothing, or nothing to some, or nothing of some kinds, in spells.", SilentReplica::new),
  SELECTIVE(
      "Starves some replicas of orders and state, and some clients of service.",
      StarvingReplica::new),
  DELAYING("Says everything just before the others' timers run out.", LateReplica::new),
  FORGING("Forges MACs, signatures, names, kinds and bytes.", Impostor::new),
  REPLAYING("Says again what was said long ago, by itself and by others.", Replayer::new),
  FALSE_VOTES(
      "Votes and commits as it likes: twice, for nothing, below the floor, ahead.",
      FalseVoter::new),
  FALSE_CERTIFICATES(
      "Shows certificates and proofs of too few, of strangers, of mixed votes.",
      FalseCertifier::new),
  LYING_VIEW_CHANGES(
      "Its VIEW-CHANGEs are valid and lie: any log, log view and possible certificate.",
      LyingReporter::new),
  FALSE_CHECKPOINTS("Signs other states and histories, or two of them.", CheckpointLiar::new),
  POISONED_STATE("Serves wrong chunks, sizes and paths, late or never.", ChunkPoisoner::new),
  NO_CONFIDENCE("Has no confidence in any view, all the time.", Agitator::new),
  FALSE_STATUS("Contradicts itself in STATUS: frozen and not, ahead and behind.", FalseStatus::new),
  FALSE_REPLIES("Tells clients other results, grades and commits.", FalseReplier::new),
  FALSE_ANSWERS(
      "Answers FETCH and FILL-HOLE with lies, and floods others with both.", FalseLibrarian::new),
  SLANDER("Accuses correct replicas with what proves nothing.", Slanderer::new),
  CHAMELEON("All of these in turn, and any one thing changed in what it says.", Chameleon::new),
  TWINS("Two honest nodes with one key; who talks with which changes.", null);

  private final String description;
  private final @Nullable Function<Means, Mischief> conduct;

  Adversary(String description, @Nullable Function<Means, Mischief> conduct) {
    this.description = description;
    this.conduct = conduct;
  }

  /** One sentence for people. */
  public String description() {
    return description;
  }

  /** Whether it is one node and what stands before it. */
  boolean isOneConduct() {
    return conduct != null;
  }

  Mischief conduct(Means means) {
    if (conduct == null) {
      throw new IllegalStateException(this + " are two nodes");
    }
    return conduct.apply(means);
  }

  /**
   * A replica of the group is one of these from now on; whatever it was before, it counts as
   * faulty.
   *
   * @param seed the same seed, the same deeds
   * @param intensity with what probability it takes a chance to do wrong; more than 0, at most 1
   * @param conspiracy what it shares with the other faulty ones of this run
   * @return what it has done, as of each moment
   */
  public Deeds corrupt(
      ActorGroup group, int replica, long seed, double intensity, Conspiracy conspiracy) {
    Deeds deeds = new Deeds();
    SplittableRandom random = new SplittableRandom(seed);
    Means means = new Means(random, intensity, group.settings().timers(), conspiracy, deeds);
    if (conduct == null) {
      group.tap(new TwinWatch(group, replica, deeds));
      group.twin(replica, new ShiftingSplit(random, intensity, group.time()::elapsed));
    } else {
      group.corrupt(replica, conduct(means));
    }
    return deeds;
  }

  /** One that is alone. */
  public Deeds corrupt(ActorGroup group, int replica, long seed, double intensity) {
    return corrupt(group, replica, seed, intensity, new Conspiracy(group.configuration()));
  }
}
