/** What a benchmark's faulty replica or client does to slow the others down. */
@NullMarked
package io.weevil.apps.bench.attack;

import org.jspecify.annotations.NullMarked;
