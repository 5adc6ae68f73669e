/** A replica of a benchmark as a process: a node of the null service that says what it has done. */
@NullMarked
package io.weevil.apps.bench.node;

import org.jspecify.annotations.NullMarked;
