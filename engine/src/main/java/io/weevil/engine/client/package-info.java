/**
 * The caller's side of the protocol (R-CLIENT, R-READ): many callers, one numbered stream of
 * requests, replies counted by the three grades of evidence.
 */
@NullMarked
package io.weevil.engine.client;

import org.jspecify.annotations.NullMarked;
