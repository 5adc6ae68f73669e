package io.weevil.engine.client;

import io.weevil.engine.model.Grade;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client has seen since it started.
 *
 * @param requestsDone ordered requests that ended, by the grade of their evidence
 * @param readsDone read requests that ended without ordering, by grade
 * @param readFallbacks operations sent as reads that had to be ordered
 * @param secondPhases commit certificates sent (R-CLIENT-2)
 * @param retransmissions requests resent to all replicas (R-CLIENT-4)
 * @param resultsAskedAgain requests whose quorum stood before the full result was there
 * @param rejected operations that ended {@code Rejected}
 * @param unknown operations that ended {@code Unknown}
 * @param lateReplies replies that nobody waited for any more
 * @param misbehaviours pairs of contradicting headers shown to the group (R-CLIENT-5)
 * @param badReplies replies that no correct replica sends, by reason
 * @param outstanding requests and reads sent and not done
 * @param waiting operations not yet sent
 */
public record ClientStatistics(
    Map<Grade, Long> requestsDone,
    Map<Grade, Long> readsDone,
    long readFallbacks,
    long secondPhases,
    long retransmissions,
    long resultsAskedAgain,
    long rejected,
    long unknown,
    long lateReplies,
    long misbehaviours,
    Map<BadReply, Long> badReplies,
    int outstanding,
    int waiting) {

  public ClientStatistics {
    requestsDone = Collections.unmodifiableMap(new TreeMap<>(requestsDone));
    readsDone = Collections.unmodifiableMap(new TreeMap<>(readsDone));
    badReplies = Collections.unmodifiableMap(new TreeMap<>(badReplies));
  }
}
