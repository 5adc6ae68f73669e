package io.weevil.actors.configuration;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How messages travel.
 *
 * @param maximumFrameSize bytes of the largest message
 * @param outboundQueue messages that may wait for one peer
 * @param startTimeout how long the start may take, the binding of the port included
 * @param threads of its own that move bytes, for all peers together; 0 for the node's
 * @param actorSystem anything else for the transport's own actor system, under Pekko's paths
 */
public record TransportSettings(
    int maximumFrameSize,
    int outboundQueue,
    Duration startTimeout,
    int threads,
    Config actorSystem) {}
