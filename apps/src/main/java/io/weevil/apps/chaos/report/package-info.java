/** A recording and its verdict for people, as one HTML page, and for programs, as JSON. */
@NullMarked
package io.weevil.apps.chaos.report;

import org.jspecify.annotations.NullMarked;
