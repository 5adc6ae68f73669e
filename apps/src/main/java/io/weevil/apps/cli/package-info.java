/** The command line. */
@NullMarked
package io.weevil.apps.cli;

import org.jspecify.annotations.NullMarked;
