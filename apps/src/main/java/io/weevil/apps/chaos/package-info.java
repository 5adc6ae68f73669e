/** Chaos for real processes: scenarios run, judged and reported. */
@NullMarked
package io.weevil.apps.chaos;

import org.jspecify.annotations.NullMarked;
