/** Keys, signatures, MACs and digests; and which bytes they are over. */
@NullMarked
package io.weevil.engine.crypto;

import org.jspecify.annotations.NullMarked;
