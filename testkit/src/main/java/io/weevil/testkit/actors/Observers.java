package io.weevil.testkit.actors;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Party;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All who watch a group. */
final class Observers {

  private record Read(Bytes body, @Nullable WireMessage message) {}

  private final List<GroupObserver> observers = new ArrayList<>();
  private final WireCodec codec;
  private final Map<Party, Read> latest = new HashMap<>();

  Observers(WireCodec codec) {
    this.codec = codec;
  }

  void add(GroupObserver observer) {
    observers.add(observer);
  }

  /** What an observer throws is no failure of the service that it watches. */
  void tell(Consumer<GroupObserver> what) {
    try {
      observers.forEach(what);
    } catch (RuntimeException broken) {
      throw new AssertionError("an observer is broken", broken);
    }
  }

  /** What is no message is none to observers. */
  void onSent(PeerAddress from, PeerAddress to, Wire wire) {
    WireMessage message = observers.isEmpty() ? null : read(wire);
    if (message != null) {
      tell(o -> o.onSent(from, to, wire.sender(), message));
    }
  }

  /** Once for all receivers: a broadcast's body is one object. */
  @SuppressWarnings("ReferenceEquality") // meant: equal bodies are read twice at worst
  @Nullable WireMessage read(Wire wire) {
    Read read = latest.get(wire.sender());
    if (read == null || read.body() != wire.body()) {
      read = new Read(wire.body(), decode(wire));
      latest.put(wire.sender(), read);
    }
    return read.message();
  }

  private @Nullable WireMessage decode(Wire wire) {
    try {
      return codec.decode(wire.kind(), wire.body());
    } catch (MalformedMessageException none) {
      return null;
    }
  }
}
