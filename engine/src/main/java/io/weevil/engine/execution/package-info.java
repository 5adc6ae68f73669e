/**
 * The service: executing slots in order, exactly once, and what is replied (R-SPECULATE, R-AGREE,
 * R-READ).
 */
@NullMarked
package io.weevil.engine.execution;

import org.jspecify.annotations.NullMarked;
