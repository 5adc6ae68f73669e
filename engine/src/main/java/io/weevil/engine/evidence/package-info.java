/** What proves a replica faulty to others: found among all signed statements seen (R-EVIDENCE). */
@NullMarked
package io.weevil.engine.evidence;

import org.jspecify.annotations.NullMarked;
