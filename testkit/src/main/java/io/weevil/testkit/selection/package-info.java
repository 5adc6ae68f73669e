/**
 * The search over the production rule that chooses a new view's log: every end-of-view state of
 * small instances, random ones of larger instances, and broken variants that it must catch
 * (docs/selection.md).
 */
@NullMarked
package io.weevil.testkit.selection;

import org.jspecify.annotations.NullMarked;
