/**
 * What a person may configure, parsed once into immutable records, with every error found at once.
 */
@NullMarked
package io.weevil.actors.configuration;

import org.jspecify.annotations.NullMarked;
