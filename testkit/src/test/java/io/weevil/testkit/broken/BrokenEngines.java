package io.weevil.testkit.broken;

import java.util.List;
import java.util.stream.Stream;

/** Every engine that the monitors must find out. */
final class BrokenEngines {

  private BrokenEngines() {}

  static List<BrokenEngine> all() {
    return Stream.of(BrokenAgreement.all(), BrokenViewChange.all(), BrokenOrder.all())
        .flatMap(List::stream)
        .toList();
  }
}
