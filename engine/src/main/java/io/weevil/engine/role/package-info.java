/**
 * The shape of every core: what goes in, what comes out, and what the roles of a node tell each
 * other.
 */
@NullMarked
package io.weevil.engine.role;

import org.jspecify.annotations.NullMarked;
