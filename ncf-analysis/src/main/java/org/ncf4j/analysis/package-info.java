/** A look inside a trained model: projections, clusters, explanations and a report. */
@NullMarked
package org.ncf4j.analysis;

import org.jspecify.annotations.NullMarked;
