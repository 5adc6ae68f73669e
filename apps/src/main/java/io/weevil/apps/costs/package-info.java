/** What a request costs, counted: the page docs/costs.md. */
@NullMarked
package io.weevil.apps.costs;

import org.jspecify.annotations.NullMarked;
