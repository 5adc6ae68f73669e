package io.weevil.testkit.swarm;

import io.weevil.testkit.adversary.Adversary;
import io.weevil.testkit.adversary.HostileClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;

/** Something that goes wrong for a while. */
public sealed interface Fault {

  /** For people. */
  String words();

  /** The kind, for counting. */
  default String kind() {
    return getClass().getSimpleName().replaceAll("(?<=.)(?=\\p{Lu})", " ").toLowerCase(Locale.ROOT);
  }

  /** What is like it and does less: tried in its place to make a failure smaller. */
  default List<Fault> simpler() {
    return List.of();
  }

  /** On every link: of a hundred messages so many are lost, repeated, late, or spoilt. */
  record Storm(int lost, int repeated, int late, int spoilt, Duration lateness) implements Fault {
    @Override
    public String words() {
      return "of 100 messages %d are lost, %d repeated, %d late by up to %d ms, %d spoilt"
          .formatted(lost, repeated, late, lateness.toMillis(), spoilt);
    }
  }

  /** Nothing passes between these replicas and the others. Clients are with the others. */
  record Partition(SortedSet<Integer> side) implements Fault {
    @Override
    public String words() {
      return "replicas " + side + " are cut off";
    }
  }

  /** What these replicas say reaches no other; they hear all. */
  record Muting(SortedSet<Integer> side) implements Fault {
    @Override
    public String words() {
      return "nothing that replicas " + side + " say reaches the others";
    }
  }

  /** One link loses everything, in one direction. */
  record CutLink(int from, int to) implements Fault {
    @Override
    public String words() {
      return "nothing passes from replica " + from + " to replica " + to;
    }
  }

  /**
   * No client hears a replica, or none is heard by it; replicas hear each other.
   *
   * @param deaf whether it is the replica that does not hear
   */
  record Estrangement(int replica, boolean deaf) implements Fault {
    @Override
    public String words() {
      return deaf
          ? "nothing passes from clients to replica " + replica
          : "nothing passes from replica " + replica + " to clients";
    }
  }

  /** All that a replica sends takes its time on the wire, one message after the other. */
  record Throttle(int replica, int bytesPerMilli) implements Fault {
    @Override
    public String words() {
      return "replica " + replica + " sends " + bytesPerMilli + " KB a second at most";
    }
  }

  /** The process dies; at the end another starts on its disk: a learner. */
  record Crash(int replica, boolean restarts) implements Fault {
    @Override
    public String words() {
      return "replica " + replica + (restarts ? " dies, and is started again" : " dies");
    }
  }

  /** The process dies and its disk is lost; at the end another starts that knows nothing of it. */
  record Amnesia(int replica) implements Fault {
    @Override
    public String words() {
      return "replica " + replica + " dies, and starts again without its disk";
    }
  }

  /** The process stands still. */
  record Pause(int replica) implements Fault {
    @Override
    public String words() {
      return "replica " + replica + " stands still";
    }
  }

  /** Each step of the process takes so long. */
  record Slowness(int replica, Duration step) implements Fault {
    @Override
    public String words() {
      return "each step of replica " + replica + " takes " + step.toNanos() / 1_000 + " us more";
    }
  }

  /** The replica's clock is wrong. */
  record ClockSkew(int replica, Duration ahead) implements Fault {
    @Override
    public String words() {
      return "the clock of replica " + replica + " is " + ahead.toMillis() + " ms ahead";
    }
  }

  /**
   * The replica lies from then on and for good.
   *
   * @param percent of the chances to do wrong so many are taken
   */
  record Misconduct(int replica, Adversary adversary, long seed, int percent) implements Fault {
    @Override
    public String words() {
      return "replica %d is Byzantine, %s, %d %% of the time"
          .formatted(replica, adversary, percent);
    }
  }

  /**
   * A client that is not one of the correct ones does wrong.
   *
   * @param client its number among the malicious
   * @param percent of the most deeds that it could do
   * @param forGood whether it goes on when all other faults have ended
   */
  record Malice(int client, HostileClient conduct, long seed, int percent, boolean forGood)
      implements Fault {

    /** Of the client and of its host. */
    String name() {
      return "hostile-" + client;
    }

    @Override
    public String words() {
      return "client %s is malicious, %s, at %d %%%s: %s"
          .formatted(
              name(), conduct, percent, forGood ? " and for good" : "", conduct.description());
    }

    /** One thing in place of all, and an end. */
    @Override
    public List<Fault> simpler() {
      List<Fault> simpler = new ArrayList<>();
      if (conduct == HostileClient.ALL) {
        for (HostileClient one : HostileClient.values()) {
          if (one != HostileClient.ALL) {
            simpler.add(new Malice(client, one, seed, percent, forGood));
          }
        }
      }
      if (forGood) {
        simpler.add(new Malice(client, conduct, seed, percent, false));
      }
      return simpler;
    }
  }
}
