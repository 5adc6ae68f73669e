/** The smallest service worth replicating: the example of the guide "your service". */
@NullMarked
package io.weevil.apps.counter;

import org.jspecify.annotations.NullMarked;
