/**
 * The one door: messages are sealed and opened here, and cores see only what was found authentic
 * (R-AUTH).
 */
@NullMarked
package io.weevil.engine.authentication;

import org.jspecify.annotations.NullMarked;
