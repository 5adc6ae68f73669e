package io.weevil.apps.bench.load;

import io.weevil.actors.client.Answer;
import io.weevil.actors.client.ClientProxy;
import io.weevil.apps.bench.cost.Costs;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * What callers call: a group of Weevil's, or what it is compared with. Its service is the null
 * service.
 */
public interface Callee {

  /** Where callers and what they call run, so that no thread is woken between the two. */
  DispatcherSelector DISPATCHER = DispatcherSelector.fromConfig("weevil.ordering-dispatcher");

  /** The states of all servers, when nothing was under way. */
  record States(
      int leader, long view, long slot, SortedMap<Integer, String> digests, List<String> faults) {}

  /** The actor system that callers run in. */
  ActorSystem<?> system();

  /** Where operations go in: one for each client identity, at least one. */
  List<ActorRef<ClientProxy.Command>> proxies();

  /** When a call ends at the latest. */
  Duration deadline();

  /** What the client side has done since it started. */
  Costs costs();

  /** What the service counts, asked for in order; when nothing else is under way. */
  CompletionStage<Answer<Bytes>> audit();

  /**
   * Compares states, when nothing is under way.
   *
   * @param living whose states must be equal
   */
  States compare(SortedSet<ReplicaId> living) throws InterruptedException;
}
