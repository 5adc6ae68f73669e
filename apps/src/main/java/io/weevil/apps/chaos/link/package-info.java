/** Faults on the links between nodes: a transport around a transport, ruled from outside. */
@NullMarked
package io.weevil.apps.chaos.link;

import org.jspecify.annotations.NullMarked;
