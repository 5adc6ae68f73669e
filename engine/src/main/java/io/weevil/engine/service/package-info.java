/** What an application writes: a deterministic state machine, its snapshots and its codec. */
@NullMarked
package io.weevil.engine.service;

import org.jspecify.annotations.NullMarked;
