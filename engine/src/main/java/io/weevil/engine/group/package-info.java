/**
 * Who the group is: members, limits, and what all replicas must agree on to accept the same log.
 */
@NullMarked
package io.weevil.engine.group;

import org.jspecify.annotations.NullMarked;
