package org.ncf4j.nn;

import org.ejml.data.FMatrixRMaj;

/**
 * A matrix that training moves, and the gradient of the loss with respect to it. Both are live: writing to them changes
 * the layer.
 *
 * @param name unique within its layer
 * @param value the weights
 * @param gradient of the same shape, added to by the backward pass; for an embedding table 0 x 0, since its gradient is
 *     kept row by row, never as a table
 */
public record Parameter(String name, FMatrixRMaj value, FMatrixRMaj gradient) {}
