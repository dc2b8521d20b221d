/** Recommendations from a trained model: filtering, ranking and the top items. */
@NullMarked
package org.ncf4j.recommend;

import org.jspecify.annotations.NullMarked;
