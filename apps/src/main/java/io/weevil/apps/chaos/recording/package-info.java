/** What was seen of a group while faults were done to it: calls, looks, lines, faults. */
@NullMarked
package io.weevil.apps.chaos.recording;

import org.jspecify.annotations.NullMarked;
