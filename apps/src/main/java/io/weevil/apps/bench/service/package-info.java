/** The service that benchmarks replicate: it does nothing, and can prove what was asked of it. */
@NullMarked
package io.weevil.apps.bench.service;

import org.jspecify.annotations.NullMarked;
