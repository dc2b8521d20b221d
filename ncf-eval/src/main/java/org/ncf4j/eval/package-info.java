/** Evaluation of scorers: metrics user by user over all, given or sampled candidates, with intervals over users. */
@NullMarked
package org.ncf4j.eval;

import org.jspecify.annotations.NullMarked;
