/** Runs benchmarks: starts the processes, waits until they are warm, measures, checks. */
@NullMarked
package io.weevil.apps.bench.run;

import org.jspecify.annotations.NullMarked;
