package io.weevil.apps.process;

import java.time.Duration;
import java.util.List;

/** Starts two nodes, tells their pids and its folder, and then waits to be ended. */
public final class GroupOwner {

  private GroupOwner() {}

  public static void main(String[] arguments) throws Exception {
    LocalGroup group = LocalGroup.create("weevil-owner-");
    for (String name : List.of("a", "b")) {
      group.start(name, JavaCommand.of(EchoNode.class.getName(), List.of()), line -> {});
    }
    group.awaitReady(Duration.ofSeconds(30));
    System.out.println("folder " + group.folder());
    group.nodes().forEach(node -> System.out.println("pid " + node.pid()));
    System.out.println("ready");
    Thread.sleep(Duration.ofMinutes(2));
  }
}
