/** Runs a scenario: a group of processes, a load on it, faults at their times, a recording. */
@NullMarked
package io.weevil.apps.chaos.run;

import org.jspecify.annotations.NullMarked;
