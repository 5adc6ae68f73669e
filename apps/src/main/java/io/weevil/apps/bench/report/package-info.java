/** Tells what was measured: a table for people, JSON and CSV for programs. */
@NullMarked
package io.weevil.apps.bench.report;

import org.jspecify.annotations.NullMarked;
