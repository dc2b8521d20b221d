/**
 * Search for a good configuration on validation data: a {@link org.ncf4j.eval.search.SearchSpace} says what may be chosen, a
 * {@link org.ncf4j.eval.search.RandomSearch} tries some of it and keeps the best {@link org.ncf4j.eval.search.Trial}.
 */
@NullMarked
package org.ncf4j.eval.search;

import org.jspecify.annotations.NullMarked;
