/** A group for each JUnit test of a user's service. */
@NullMarked
package io.weevil.testkit.junit;

import org.jspecify.annotations.NullMarked;
