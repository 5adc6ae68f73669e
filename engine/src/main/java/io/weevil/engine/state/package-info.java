/**
 * Where whole states are kept outside of memory, on their way from replica to replica (R-STATE).
 */
@NullMarked
package io.weevil.engine.state;

import org.jspecify.annotations.NullMarked;
