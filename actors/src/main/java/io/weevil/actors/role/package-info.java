/**
 * What every role has in common: it takes a message, feeds it to its core, and carries the core's
 * outputs out.
 */
@NullMarked
package io.weevil.actors.role;

import org.jspecify.annotations.NullMarked;
