/** The protocol in pure Java: role cores that take verified inputs and return outputs as data. */
@NullMarked
package io.weevil.engine;

import org.jspecify.annotations.NullMarked;
