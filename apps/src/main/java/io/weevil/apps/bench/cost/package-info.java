/** What a node did to serve: messages, bytes, MACs, signatures; counted where it is done. */
@NullMarked
package io.weevil.apps.bench.cost;

import org.jspecify.annotations.NullMarked;
