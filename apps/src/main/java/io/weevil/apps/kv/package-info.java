/** The key-value store: a replicated ordered map, and the language in which it is spoken to. */
@NullMarked
package io.weevil.apps.kv;

import org.jspecify.annotations.NullMarked;
