/**
 * The values: views, slots, replicas, clients, requests, batches, bytes and digests. They know
 * nothing of each other's use.
 */
@NullMarked
package io.weevil.engine.model;

import org.jspecify.annotations.NullMarked;
