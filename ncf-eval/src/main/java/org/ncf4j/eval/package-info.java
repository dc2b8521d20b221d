/** Ranking metrics, the candidates they rank, and the statistics to compare models with. */
@NullMarked
package org.ncf4j.eval;

import org.jspecify.annotations.NullMarked;
