package io.weevil.testkit.selection;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Some of the admissible NEW-VIEWs at the end of a view, where all would be too many. */
final class SampledNewViews {

  private static final int SAMPLES = 24;

  private final SearchSpace space;
  private final Random random;

  SampledNewViews(SearchSpace space, Random random) {
    this.space = space;
    this.random = random;
  }

  /** By the log that is selected, a set of VIEW-CHANGEs that it is selected from. */
  Map<Integer, NewViewSet> of(EndOfView end) {
    List<Integer> certificates = space.newViews.certificates(end);
    Map<Integer, NewViewSet> sample = new HashMap<>();
    for (int i = 0; i < SAMPLES; i++) {
      NewViewSet set = draw(end, certificates);
      sample.putIfAbsent(space.selections.select(set.shown()), set);
    }
    return sample;
  }

  /** Liars are worst when they tell one tale, and when their log is one that a correct one has. */
  private NewViewSet draw(EndOfView end, List<Integer> certificates) {
    int size = space.instance.quorums().viewChange();
    int[] senders = senders(end, size - liars());
    int[] bases = LogTree.members(end.stable() | LogTree.bit(LogTree.EMPTY));
    int base = bases[random.nextInt(bases.length)];
    int[] shown = new int[size];
    boolean proven = space.newViews.showCorrect(senders, end, base, shown);
    int mood = random.nextInt(3);
    int common = lie(end, certificates);
    for (int i = senders.length; i < size; i++) {
      int state =
          switch (mood) {
            case 0 -> common;
            case 1 -> space.states.withLog(common, space.states.log(someOf(end)));
            default -> lie(end, certificates);
          };
      boolean proves = !proven && space.logs.isPrefix(base, space.states.log(state));
      shown[i] = space.shownLogs.shown(state, proves ? base : LogTree.EMPTY);
      proven |= proves;
    }
    return new NewViewSet(senders, shown);
  }

  /** Mostly as many as there may be. */
  private int liars() {
    int f = space.instance.quorums().f();
    return random.nextInt(4) == 0 ? random.nextInt(f + 1) : f;
  }

  private int[] senders(EndOfView end, int count) {
    List<Integer> positions =
        IntStream.range(0, end.replicas().length).boxed().collect(Collectors.toList());
    Collections.shuffle(positions, random);
    return positions.stream().limit(count).mapToInt(Integer::intValue).sorted().toArray();
  }

  private int lie(EndOfView end, List<Integer> certificates) {
    return space.states.state(
        random.nextInt(end.certifiable().length),
        random.nextInt(space.logs.size()),
        certificates.get(random.nextInt(certificates.size())));
  }

  private int someOf(EndOfView end) {
    return end.replicas()[random.nextInt(end.replicas().length)];
  }
}
