/** The protocol's roles as typed actors: they admit, feed the cores and carry out their outputs. */
@NullMarked
package io.weevil.actors;

import org.jspecify.annotations.NullMarked;
