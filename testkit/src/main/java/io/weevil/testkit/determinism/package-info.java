/**
 * Whether a service does the same everywhere: in other JVMs, and after going back to a snapshot.
 */
@NullMarked
package io.weevil.testkit.determinism;

import org.jspecify.annotations.NullMarked;
