/** Baselines that a model has to beat; each is a {@link org.ncf4j.model.Scorer}. */
@NullMarked
package org.ncf4j.eval.baseline;

import org.jspecify.annotations.NullMarked;
