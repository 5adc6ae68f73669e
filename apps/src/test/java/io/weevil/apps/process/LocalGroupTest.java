package io.weevil.apps.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LocalGroupTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AtomicLong lines = new AtomicLong();
  private LocalGroup group;

  @BeforeEach
  void create() throws IOException {
    group = LocalGroup.create("weevil-test-");
  }

  @AfterEach
  void close() {
    group.close();
  }

  @Test
  void aNodeIsReadyWhenItSaysSoAndItsLinesAreLogged() throws IOException {
    NodeProcess node = startEcho();
    assertThat(node.ready().toCompletableFuture()).isCompletedWithValue("ready to echo");
    await().atMost(PATIENCE).until(() -> node.lastLines(1000).contains("tick 3"));
  }

  @Test
  void aPausedNodeIsSilentAndGoesOnWhenContinued() throws IOException {
    NodeProcess node = startEcho();
    node.pause();
    await().atMost(PATIENCE).until(() -> stateOf(node).equals("T"));
    assertThat(node.isAlive()).isTrue();
    node.resume();
    await().atMost(PATIENCE).until(() -> !stateOf(node).equals("T"));
    long atResume = lines.get();
    await().atMost(PATIENCE).until(() -> lines.get() > atResume + 5);
  }

  @Test
  void aKilledNodeIsGoneEvenWhenItWasPaused() throws IOException {
    NodeProcess node = startEcho();
    node.pause();
    node.kill();
    assertThat(node.isAlive()).isFalse();
    assertThatThrownBy(node::pause).isInstanceOf(IOException.class).hasMessageContaining("SIGSTOP");
  }

  @Test
  void aNodeThatEndsBeforeItIsReadyIsReportedWithItsLastWords() throws IOException {
    group.start("broken", JavaCommand.of(EchoNode.class.getName(), List.of("fail")), line -> {});
    assertThatThrownBy(() -> group.awaitReady(PATIENCE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken ended")
        .hasMessageContaining("no such port");
  }

  @Test
  void closingKillsEveryNodeAndRemovesTheFolder() throws IOException {
    NodeProcess node = startEcho();
    Files.writeString(Files.createDirectory(group.folder().resolve("keys")).resolve("a.key"), "x");
    group.close();
    assertThat(node.isAlive()).isFalse();
    assertThat(group.folder()).doesNotExist();
    assertThatThrownBy(this::startEcho).hasMessageContaining("closed");
  }

  @Test
  void onlyItsOwnerMayEnterTheFolder() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(group.folder())))
        .isEqualTo("rwx------");
  }

  @Test
  void anOwnerThatIsInterruptedEndsAfterEverythingOfItsOwn() throws Exception {
    Owner owner = startOwner();
    signal("INT", owner.process().pid());
    await().atMost(PATIENCE).until(() -> !owner.process().isAlive());
    assertThat(owner.pids()).noneMatch(LocalGroupTest::isAlive);
    assertThat(owner.folder()).doesNotExist();
  }

  @Test
  void anOwnerThatIsKilledLeavesNothingBehindNotEvenAPausedNode() throws Exception {
    Owner owner = startOwner();
    signal("STOP", owner.pids().get(0));
    owner.process().kill();
    awaitNothingLeft(owner);
    await().atMost(PATIENCE).until(() -> Files.notExists(owner.folder()));
  }

  private record Owner(NodeProcess process, Path folder, List<Long> pids) {}

  private Owner startOwner() throws IOException {
    Queue<String> said = new ConcurrentLinkedQueue<>();
    NodeProcess owner =
        group.start("owner", JavaCommand.of(GroupOwner.class.getName(), List.of()), said::add);
    group.awaitReady(PATIENCE);
    List<Long> pids =
        said.stream()
            .filter(s -> s.startsWith("pid "))
            .map(s -> Long.valueOf(s.substring(4)))
            .toList();
    assertThat(pids).hasSize(2).allMatch(LocalGroupTest::isAlive);
    String folder = said.stream().filter(s -> s.startsWith("folder ")).findFirst().orElseThrow();
    return new Owner(owner, Path.of(folder.substring(7)), pids);
  }

  private static void awaitNothingLeft(Owner owner) {
    await().atMost(PATIENCE).until(() -> owner.pids().stream().noneMatch(LocalGroupTest::isAlive));
    await().atMost(PATIENCE).until(() -> !owner.process().isAlive());
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static void signal(String signal, long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor())
        .isZero();
  }

  private NodeProcess startEcho() throws IOException {
    NodeProcess node =
        group.start(
            "echo",
            JavaCommand.of(EchoNode.class.getName(), List.of()),
            line -> lines.incrementAndGet());
    group.awaitReady(PATIENCE);
    return node;
  }

  /** The state letter that ps knows: T for a stopped process. */
  private static String stateOf(NodeProcess node) throws IOException {
    Process ps = new ProcessBuilder("ps", "-o", "stat=", "-p", Long.toString(node.pid())).start();
    return new String(ps.getInputStream().readAllBytes(), UTF_8).strip().substring(0, 1);
  }
}
