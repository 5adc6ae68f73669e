/** Simulated groups, faults, adversaries and monitors, for users' tests and our own. */
@NullMarked
package io.weevil.testkit;

import org.jspecify.annotations.NullMarked;
