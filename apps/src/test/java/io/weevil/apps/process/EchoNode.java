package io.weevil.apps.process;

import java.util.concurrent.locks.LockSupport;

/** A node as far as its parent can tell: it gets ready, prints on and ends with its parent. */
public final class EchoNode {

  private EchoNode() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals("fail")) {
      System.out.println("no such port");
      System.exit(3);
    }
    ParentWatch.watch(System.in, () -> System.exit(0));
    System.out.println("ready to echo");
    for (long tick = 0; ; tick++) {
      System.out.println("tick " + tick);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
