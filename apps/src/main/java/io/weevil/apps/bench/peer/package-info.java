/**
 * What Weevil is compared with: the same null service without replication, and over Apache Ratis.
 */
@NullMarked
package io.weevil.apps.bench.peer;

import org.jspecify.annotations.NullMarked;
