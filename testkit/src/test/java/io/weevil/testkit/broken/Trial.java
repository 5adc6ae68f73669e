package io.weevil.testkit.broken;

import io.weevil.testkit.monitor.Invariant;
import java.lang.reflect.Method;
import java.util.List;

/** Plays schedules with one engine or another. */
final class Trial {

  /**
   * What monitors have found.
   *
   * @param invariants of the violations, in their order; none when all was well
   * @param words the same, for people
   */
  record Outcome(List<Invariant> invariants, List<String> words) {}

  private final ClassLoader classes;
  private final Method play;

  private Trial(ClassLoader classes) {
    this.classes = classes;
    try {
      this.play =
          Class.forName(Play.class.getName(), true, classes)
              .getMethod("findings", String.class, long.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of the engine as it is. */
  static Trial ofSound() {
    return new Trial(Trial.class.getClassLoader());
  }

  static Trial of(BrokenEngine engine, Workshop workshop) {
    return new Trial(new BrokenClasses(workshop.build(engine)));
  }

  /** Pekko looks for the classes that its configuration names where the thread says. */
  Outcome run(Schedule schedule, long seed) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(classes);
    try {
      String[] found = (String[]) play.invoke(null, schedule.name(), seed);
      return new Outcome(
          List.of(found).stream().map(f -> Invariant.valueOf(f.split(" ")[0])).toList(),
          List.of(found));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(schedule + " cannot be played with seed " + seed, e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
