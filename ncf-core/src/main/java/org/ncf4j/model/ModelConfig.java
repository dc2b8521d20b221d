package org.ncf4j.model;

/**
 * Which network to train, and how its weights start. Each permitted record holds the defaults of its model; all are
 * immutable and compare by value.
 *
 * <p>The models are those of He et al.: Neural Collaborative Filtering, WWW 2017, and plain matrix factorization.
 */
public sealed interface ModelConfig permits Mf, Gmf, Mlp, NeuMf {
    /** {@code mf}, {@code gmf}, {@code mlp} or {@code neumf}: the name in files and on the command line. */
    String type();

    /**
     * The default config of a type.
     *
     * @throws IllegalArgumentException if there is no such type
     */
    static ModelConfig ofType(String type) {
        return switch (type) {
            case "mf" -> Mf.defaults();
            case "gmf" -> Gmf.defaults();
            case "mlp" -> Mlp.defaults();
            case "neumf" -> NeuMf.defaults();
            default ->
                throw new IllegalArgumentException("unknown model type '" + type + "'; expected mf, gmf, mlp or neumf");
        };
    }
}
