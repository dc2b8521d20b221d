/**
 * The parts of a network, written by hand: layers with forward and backward passes over batches in EJML float matrices,
 * activations, initialisers, the loss and the optimizers. A batch is a matrix with a sample a row.
 */
@NullMarked
package org.ncf4j.nn;

import org.jspecify.annotations.NullMarked;
