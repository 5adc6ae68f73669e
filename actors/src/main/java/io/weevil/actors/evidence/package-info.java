/** What proves a replica faulty, kept in files for operators and third parties (R-EVIDENCE). */
@NullMarked
package io.weevil.actors.evidence;

import org.jspecify.annotations.NullMarked;
