/** What it costs to bring a large state from some replicas to another one (R-STATE). */
@NullMarked
package io.weevil.testkit.transfer;

import org.jspecify.annotations.NullMarked;
