package org.ncf4j.model;

/** STUB by the engine's author: which network to train. */
public sealed interface ModelConfig permits Mf, Gmf, Mlp, NeuMf {
    /** "mf", "gmf", "mlp" or "neumf": the name in files and on the command line. */
    String type();
}
