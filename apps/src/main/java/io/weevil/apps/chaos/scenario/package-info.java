/** What a chaos scenario says: read from HOCON, with every error found before anything starts. */
@NullMarked
package io.weevil.apps.chaos.scenario;

import org.jspecify.annotations.NullMarked;
