/** How messages travel between nodes: bytes to an address, bytes from whoever sent them. */
@NullMarked
package io.weevil.actors.transport;

import org.jspecify.annotations.NullMarked;
