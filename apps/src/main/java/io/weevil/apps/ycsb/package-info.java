/** The Yahoo! Cloud Serving Benchmark's own core, driving the key-value store. */
@NullMarked
package io.weevil.apps.ycsb;

import org.jspecify.annotations.NullMarked;
