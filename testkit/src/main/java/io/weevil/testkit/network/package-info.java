/** What goes wrong between machines, said by a test: rules for messages that begin and end. */
@NullMarked
package io.weevil.testkit.network;

import org.jspecify.annotations.NullMarked;
