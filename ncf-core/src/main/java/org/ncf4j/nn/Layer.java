package org.ncf4j.nn;

import java.util.List;

/** A part of a network with parameters of its own. */
public sealed interface Layer permits Dense, Embedding {
    /** The layer's parameters: live, in a fixed order. */
    List<Parameter> parameters();
}
