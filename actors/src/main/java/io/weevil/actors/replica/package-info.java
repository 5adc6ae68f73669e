/** A replica: one typed actor a role, and the node that they make up. */
@NullMarked
package io.weevil.actors.replica;

import org.jspecify.annotations.NullMarked;
