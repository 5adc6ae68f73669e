/** Nodes as operating-system processes: started, paused, continued and killed by their parent. */
@NullMarked
package io.weevil.apps.process;

import org.jspecify.annotations.NullMarked;
