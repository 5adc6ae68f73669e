/** Several benchmarks with targets, and the page about what they found. */
@NullMarked
package io.weevil.apps.bench.suite;

import org.jspecify.annotations.NullMarked;
