/** Programs built on Weevil: node launcher, command line, example services and benchmarks. */
@NullMarked
package io.weevil.apps;

import org.jspecify.annotations.NullMarked;
