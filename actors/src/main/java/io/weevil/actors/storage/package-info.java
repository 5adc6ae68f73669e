/** What a node keeps on disk. */
@NullMarked
package io.weevil.actors.storage;

import org.jspecify.annotations.NullMarked;
