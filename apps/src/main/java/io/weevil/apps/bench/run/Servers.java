package io.weevil.apps.bench.run;

import io.weevil.apps.bench.cost.Costs;
import io.weevil.engine.model.ReplicaId;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** The processes that serve: a group of replicas, or what it is compared with. */
interface Servers extends AutoCloseable {

  /** The name of a server's process. */
  String nameOf(int index);

  /** What a client process needs, beside the load, to find them. */
  List<String> clientArguments();

  /** Process ids of the living, by name. */
  SortedMap<String, Long> pids();

  /** What each living server has done since it started. */
  SortedMap<String, Costs> costs() throws IOException, InterruptedException;

  SortedSet<ReplicaId> living();

  /** Those of the living that say in what state they are. */
  default SortedSet<ReplicaId> answering() {
    return living();
  }

  /** What should not have been, as far as their processes and files show. */
  List<String> faults() throws IOException;

  String lastWords();

  @Override
  void close();
}
