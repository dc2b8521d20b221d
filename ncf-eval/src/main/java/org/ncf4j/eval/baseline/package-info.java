/** Simple recommenders that a neural model has to beat. */
@NullMarked
package org.ncf4j.eval.baseline;

import org.jspecify.annotations.NullMarked;
