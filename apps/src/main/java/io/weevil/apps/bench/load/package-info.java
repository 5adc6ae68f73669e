/** The client process of a benchmark: callers, their pace, and what they were answered. */
@NullMarked
package io.weevil.apps.bench.load;

import org.jspecify.annotations.NullMarked;
