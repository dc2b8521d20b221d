package org.ncf4j.model;

import java.util.Arrays;
import java.util.List;
import org.ncf4j.nn.Dense;

/** A gradient for each weight that every sample touches: the tower's and the head's. */
final class Gradients {
    final float[][] kernels;
    final float[][] biases;
    final float[] head;
    final float[] bias = new float[1];

    Gradients(FusionNetwork network) {
        List<Dense> tower = network.tower();
        kernels = new float[tower.size()][];
        biases = new float[tower.size()][];
        for (int layer = 0; layer < tower.size(); layer++) {
            kernels[layer] = new float[tower.get(layer).kernel().value().getNumElements()];
            biases[layer] = new float[tower.get(layer).outputs()];
        }
        head = new float[network.head().length];
    }

    void clear() {
        for (int layer = 0; layer < kernels.length; layer++) {
            Arrays.fill(kernels[layer], 0);
            Arrays.fill(biases[layer], 0);
        }
        Arrays.fill(head, 0);
        bias[0] = 0;
    }

    void add(Gradients other) {
        for (int layer = 0; layer < kernels.length; layer++) {
            add(other.kernels[layer], kernels[layer]);
            add(other.biases[layer], biases[layer]);
        }
        add(other.head, head);
        bias[0] += other.bias[0];
    }

    private static void add(float[] source, float[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] += source[i];
        }
    }
}
