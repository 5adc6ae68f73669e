package io.weevil.apps.cli;

import io.weevil.apps.bench.attack.Attack;
import io.weevil.apps.bench.peer.Peer;
import io.weevil.apps.bench.run.BenchOptions;
import io.weevil.engine.group.RequestAuthentication;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say what a benchmark measures. */
final class BenchArguments {

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "Replicas, 3F + 2C + 1 (default: 4, or what the other two ask for).")
  private @Nullable Integer replicas;

  @Option(
      names = "--faults",
      paramLabel = "F",
      description = "Replicas that may be Byzantine (default: as many as N allows).")
  private @Nullable Integer faults;

  @Option(
      names = "--slow-tolerated",
      paramLabel = "C",
      defaultValue = "0",
      description = "Slow replicas that the fast path tolerates, 0 … F (default: 0).")
  private int slowTolerated;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "64",
      description = "Independent callers, each with one operation at a time (default: 64).")
  private int callers;

  @Option(
      names = "--proxies",
      paramLabel = "P",
      defaultValue = "1",
      description =
          "Client identities that the callers are spread over, up to one each (default: 1).")
  private int proxies;

  @Option(
      names = "--operation-bytes",
      paramLabel = "R",
      defaultValue = "0",
      description = "Size of each operation (default: 0).")
  private int operationBytes;

  @Option(
      names = "--reply-bytes",
      paramLabel = "S",
      defaultValue = "0",
      description = "Size of each result (default: 0).")
  private int replyBytes;

  @Option(
      names = "--authentication",
      paramLabel = "KIND",
      defaultValue = "mac",
      description = "How clients authenticate requests: mac or signature (default: mac).")
  private RequestAuthentication authentication = RequestAuthentication.MAC;

  @Option(
      names = "--track",
      paramLabel = "TRACK",
      defaultValue = "auto",
      description = "speculative, agreed, or auto: what pays at the moment (default: auto).")
  private BenchOptions.TrackChoice track = BenchOptions.TrackChoice.AUTO;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "0",
      description =
          "Operations per second of an open loop; latency counts from when one was due. 0: a"
              + " closed loop, each caller as fast as it is answered (default: 0).")
  private double rate;

  @Option(
      names = "--seconds",
      paramLabel = "T",
      defaultValue = "30",
      description = "Length of each measured window (default: 30).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "180",
      description =
          "Wait at most so long until the throughput is steady, four windows of 5 s within 5 %%"
              + " (default: 180).")
  private int warmUp;

  @Option(
      names = "--runs",
      paramLabel = "K",
      defaultValue = "1",
      description = "Measured windows; figures are medians over them (default: 1).")
  private int runs;

  @Option(
      names = "--fresh",
      description = "Start new processes, and warm them up anew, for each run.")
  private boolean fresh;

  @Option(
      names = "--jvm",
      paramLabel = "OPTION",
      description =
          "An option for the virtual machine of every process, NAME in it being the process's"
              + " name; may be repeated.")
  private List<String> jvm = List.of();

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "A setting that differs from its default; may be repeated.")
  private Map<String, String> settings = Map.of();

  @Option(
      names = "--peers",
      paramLabel = "PEER",
      split = ",",
      converter = PeerConverter.class,
      description =
          "Measure these in turn with the group: unreplicated (one Pekko server), ratis (three"
              + " peers of Apache Ratis, clients bundling as Weevil's), ratis-plain (the same with"
              + " Ratis's clients as they are).")
  private Set<Peer> peers = Set.of();

  @Option(
      names = "--attack",
      paramLabel = "ATTACK",
      defaultValue = "none",
      converter = AttackConverter.class,
      description =
          "What one faulty process does meanwhile: none, dead-backup, silent-backup, slow-backup"
              + " (50 ms), delaying-primary (250 ms), flooding-client, flooding-replica (5,000"
              + " messages a second to each replica; default: none).")
  private Attack attack = Attack.NONE;

  /** Reads a peer's label. */
  static final class PeerConverter implements CommandLine.ITypeConverter<Peer> {
    @Override
    public Peer convert(String label) {
      return named(label, "peer", Peer.values(), Peer::label);
    }
  }

  /** Reads an attack's label. */
  static final class AttackConverter implements CommandLine.ITypeConverter<Attack> {
    @Override
    public Attack convert(String label) {
      return named(label, "attack", Attack.values(), Attack::label);
    }
  }

  private static <T> T named(String label, String what, T[] all, Function<T, String> labels) {
    return Arrays.stream(all)
        .filter(each -> labels.apply(each).equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandLine.TypeConversionException(
                    "there is no "
                        + what
                        + " '"
                        + label
                        + "', only "
                        + Arrays.stream(all).map(labels).toList()));
  }

  /** What they mean together; throws {@link ParameterException} when they contradict each other. */
  BenchOptions options(CommandLine command) {
    try {
      return new BenchOptions(
          GroupSize.quorums(replicas, faults, slowTolerated, 4),
          callers,
          proxies,
          operationBytes,
          replyBytes,
          authentication,
          track,
          rate,
          Duration.ofSeconds(seconds),
          Duration.ofSeconds(warmUp),
          runs,
          fresh,
          jvm,
          settings,
          peers,
          attack);
    } catch (IllegalArgumentException contradiction) {
      throw new ParameterException(
          command, String.valueOf(contradiction.getMessage()), contradiction);
    }
  }
}
