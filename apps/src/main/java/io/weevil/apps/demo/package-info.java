/** The demonstration: a group under load, with replicas paused and killed, verified at its end. */
@NullMarked
package io.weevil.apps.demo;

import org.jspecify.annotations.NullMarked;
