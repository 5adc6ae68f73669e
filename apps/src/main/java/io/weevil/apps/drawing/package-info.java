/** Drawings for pages and files. */
@NullMarked
package io.weevil.apps.drawing;

import org.jspecify.annotations.NullMarked;
