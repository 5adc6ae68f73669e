/**
 * Monitors proven: engines that are broken in one place each, made from the sources by a textual
 * change, and the schedules in which monitors must find them out.
 */
@NullMarked
package io.weevil.testkit.broken;

import org.jspecify.annotations.NullMarked;
