package io.weevil.engine.ordering;

import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Timestamp;
import java.util.List;

/** Makes the bytes of a batch; the codec's. */
@FunctionalInterface
public interface BatchEncoder {
  Batch encode(Timestamp timestamp, List<Request> requests);
}
