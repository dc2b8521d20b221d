package org.ncf4j.analysis;

import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.ncf4j.data.IdIndex;

/** STUB: what is in a cluster. */
public record ClusterProfile(int cluster, int size, List<String> typicalItems, List<String> popularItems) {
    /** STUB. */
    public static List<ClusterProfile> of(
            Clustering clustering, FMatrixRMaj embeddings, IdIndex items, int[] itemCounts, int perCluster) {
        throw new UnsupportedOperationException();
    }
}
