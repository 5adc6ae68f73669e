/** The key-value store as its callers see it, whoever carries the calls. */
@NullMarked
package io.weevil.apps.client;

import org.jspecify.annotations.NullMarked;
