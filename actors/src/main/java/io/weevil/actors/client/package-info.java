/**
 * The caller's side: one actor that stands for the group, and a facade for those without actors.
 */
@NullMarked
package io.weevil.actors.client;

import org.jspecify.annotations.NullMarked;
