/**
 * Bugs and attacks that other systems have suffered, as scenarios for ours: docs/known-bugs.md says
 * which, and where each is tested.
 */
@NullMarked
package io.weevil.testkit.knownbugs;

import org.jspecify.annotations.NullMarked;
