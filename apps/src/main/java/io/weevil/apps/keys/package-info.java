/** Makes a group: its keys, and a configuration that is ready to start from. */
@NullMarked
package io.weevil.apps.keys;

import org.jspecify.annotations.NullMarked;
