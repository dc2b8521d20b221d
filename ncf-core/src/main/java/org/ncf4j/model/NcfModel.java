package org.ncf4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.data.IdIndex;

/** STUB by the engine's author: a trained model, immutable and thread-safe. */
public final class NcfModel implements Scorer {
    private NcfModel() {}
    public ModelConfig config() { throw new UnsupportedOperationException(); }
    public TrainingConfig training() { throw new UnsupportedOperationException(); }
    @Override public IdIndex users() { throw new UnsupportedOperationException(); }
    @Override public IdIndex items() { throw new UnsupportedOperationException(); }
    @Override public void scoreAll(int user, float[] scores) { throw new UnsupportedOperationException(); }
    @Override public void score(int user, int[] items, float[] scores) { throw new UnsupportedOperationException(); }
    /** Dense items the user had seen in training (positives and those below the threshold), ascending; a copy. */
    public int[] seen(int user) { throw new UnsupportedOperationException(); }
    /** SHA-256 (hex) of the training data. */
    public String dataFingerprint() { throw new UnsupportedOperationException(); }
    /** items x width, a copy: the joined rows [gmf | mlp] (MF: the factors). */
    public FMatrixRMaj itemEmbeddings() { throw new UnsupportedOperationException(); }
    /** users x width, a copy. */
    public FMatrixRMaj userEmbeddings() { throw new UnsupportedOperationException(); }
    /** "gmf_user", "gmf_item", "mlp_user", "mlp_item", "dense1_kernel", "dense1_bias", ..., "head_kernel", "head_bias"; MF: "mf_user", "mf_item", "mf_user_bias", "mf_item_bias", "mf_bias". */
    public List<String> tensorNames() { throw new UnsupportedOperationException(); }
    public FMatrixRMaj tensor(String name) { throw new UnsupportedOperationException(); }
    /** {"model": .., "training": ..}. */
    public String configJson() { throw new UnsupportedOperationException(); }
    public void save(Path file) throws IOException { throw new UnsupportedOperationException(); }
    public static NcfModel load(Path file) throws IOException { throw new UnsupportedOperationException(); }
}
