package io.weevil.apps.cli;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.apps.keys.GroupPlan;
import io.weevil.apps.keys.KeyFolder;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.quorum.Quorums;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "keygen",
    description = "Writes keys and configuration of a new group, ready to start.",
    mixinStandardHelpOptions = true)
final class KeygenCommand implements Callable<Integer> {

  private static final int DEFAULT_REPLICAS = 4;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "Replicas: 3F + 2C + 1 (default: 4, or what --faults asks for).")
  private @Nullable Integer replicas;

  @Option(
      names = "--faults",
      paramLabel = "F",
      description = "How many of them may be Byzantine (default: as many as N allows).")
  private @Nullable Integer faults;

  @Option(
      names = "--slow-tolerated",
      paramLabel = "C",
      defaultValue = "0",
      description = "Slow or crashed replicas that the fast path tolerates, 0 … F (default: 0).")
  private int slowTolerated;

  @Option(
      names = "--clients",
      paramLabel = "M",
      defaultValue = "1",
      description = "Clients that get keys (default: 1).")
  private int clients;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder to write to; nothing in it is overwritten.")
  private Path out;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Host of all replicas (default: 127.0.0.1).")
  private String host;

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      defaultValue = "7400",
      description = "Port of replica 0; the others follow (default: 7400).")
  private int basePort;

  @Option(
      names = "--authentication",
      paramLabel = "KIND",
      defaultValue = "signature",
      description = "How clients authenticate requests: signature or mac (default: signature).")
  private RequestAuthentication authentication;

  @Option(
      names = "--name",
      defaultValue = "local",
      description = "Names the group for people (default: local).")
  private String name;

  @Option(
      names = "--valid-days",
      paramLabel = "DAYS",
      defaultValue = "365",
      description = "How long clients' certificates are good for (default: 365).")
  private int validDays;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    GroupPlan plan = plan();
    List<Path> written = KeyFolder.write(out, plan, new SecureRandom(), Instant.now());
    spec.commandLine()
        .getOut()
        .printf(
            "Wrote %d files to %s: %d replicas (%d may be Byzantine), %d clients. Read %s.%n",
            written.size(),
            out,
            plan.quorums().n(),
            plan.quorums().f(),
            clients,
            out.resolve("README.txt"));
    return 0;
  }

  private GroupPlan plan() {
    try {
      Quorums quorums = GroupSize.quorums(replicas, faults, slowTolerated, DEFAULT_REPLICAS);
      List<PeerAddress> addresses =
          IntStream.range(0, quorums.n())
              .mapToObj(i -> new PeerAddress(host, basePort + i))
              .toList();
      return new GroupPlan(
          name, quorums, addresses, clients, authentication, Duration.ofDays(validDays));
    } catch (IllegalArgumentException contradiction) {
      throw new ParameterException(
          spec.commandLine(), String.valueOf(contradiction.getMessage()), contradiction);
    }
  }
}
