package io.weevil.actors.configuration;

import io.weevil.engine.client.ClientLimits;
import io.weevil.engine.client.ClientTimers;
import io.weevil.engine.group.ClientCertificate;
import java.time.Duration;

/**
 * One client.
 *
 * @param address under which replicas reach it; port 0 for any free port
 * @param bind where it listens
 * @param call when a caller that named no time of its own is told what is known
 */
public record ClientSettings(
    String name,
    KeyFile key,
    ClientCertificate certificate,
    PeerAddress address,
    PeerAddress bind,
    ClientLimits limits,
    ClientTimers timers,
    Duration call,
    IngressSettings ingress) {}
