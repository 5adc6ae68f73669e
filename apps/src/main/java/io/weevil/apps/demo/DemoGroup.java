package io.weevil.apps.demo;

import io.weevil.engine.model.ReplicaId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;

/** The replicas, as far as one can do something to them. */
public interface DemoGroup {

  /** Stops a replica in its tracks; it keeps what it has. */
  void pause(ReplicaId replica) throws IOException;

  void resume(ReplicaId replica) throws IOException;

  /** Ends a replica for good. */
  void kill(ReplicaId replica) throws IOException;

  /** Those that should be alive: all but the killed ones. */
  SortedSet<ReplicaId> living();

  /** Those among {@link #living} that have ended all the same. */
  SortedSet<ReplicaId> fallen();

  /** Files in which replicas keep proof that a member is faulty; none where all are honest. */
  List<Path> evidence() throws IOException;
}
