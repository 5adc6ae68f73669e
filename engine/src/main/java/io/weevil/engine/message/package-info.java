/** What travels, as records, and its one encoding as bytes. */
@NullMarked
package io.weevil.engine.message;

import org.jspecify.annotations.NullMarked;
