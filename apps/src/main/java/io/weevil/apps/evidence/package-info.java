/** Proof of replicas' faults, in words. */
@NullMarked
package io.weevil.apps.evidence;

import org.jspecify.annotations.NullMarked;
