/** What a benchmark measured, as values; and when a throughput is steady. */
@NullMarked
package io.weevil.apps.bench.measure;

import org.jspecify.annotations.NullMarked;
