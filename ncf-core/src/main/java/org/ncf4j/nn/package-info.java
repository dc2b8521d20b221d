/** The hand-written neural engine: layers, losses, optimizers and their parameters. */
@NullMarked
package org.ncf4j.nn;

import org.jspecify.annotations.NullMarked;
