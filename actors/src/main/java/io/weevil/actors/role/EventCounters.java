package io.weevil.actors.role;

import io.weevil.engine.authentication.Opened.Refused;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Party;
import io.weevil.engine.role.Event;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happens at a node. Names are {@code event.TrackSwitched}, {@code
 * ignored.backup.PREPARE.of another view}, {@code refused.BAD_MAC}, {@code overflow}, {@code
 * unknown-client}.
 */
public final class EventCounters implements NodeListener {

  /** More names than this are counted together: nobody outside can make the table grow. */
  private static final int MAX_NAMES = 1_000;

  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();

  @Override
  public void onEvent(Event event) {
    count(
        event instanceof Event.Ignored ignored
            ? "ignored." + ignored.core() + "." + ignored.kind() + "." + ignored.reason()
            : "event." + event.getClass().getSimpleName());
  }

  @Override
  public void onRefused(Refused refused) {
    count("refused." + refused.cause());
  }

  @Override
  public void onOverflow(Party claimedSender) {
    count("overflow");
  }

  @Override
  public void onUnknownClient(ClientId client) {
    count("unknown-client");
  }

  /** All counts that are not zero, by name. */
  public SortedMap<String, Long> counts() {
    SortedMap<String, Long> counts = new TreeMap<>();
    counters.forEach((name, counter) -> counts.put(name, counter.sum()));
    return counts;
  }

  /** One count; 0 where nothing of that name has happened. */
  public long count(Class<? extends Event> event) {
    LongAdder counter = counters.get("event." + event.getSimpleName());
    return counter == null ? 0 : counter.sum();
  }

  private void count(String name) {
    LongAdder counter = counters.get(name);
    if (counter == null) {
      String bounded = counters.size() < MAX_NAMES ? name : "other";
      counter = counters.computeIfAbsent(bounded, n -> new LongAdder());
    }
    counter.increment();
  }
}
