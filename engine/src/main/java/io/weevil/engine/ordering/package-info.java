/**
 * The rules of the normal case: the primary orders, backups accept, vote and agree (R-ORDER,
 * R-ACCEPT, R-AGREE).
 */
@NullMarked
package io.weevil.engine.ordering;

import org.jspecify.annotations.NullMarked;
