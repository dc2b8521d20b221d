package org.ncf4j.model;

import java.util.Arrays;
import java.util.List;
import org.ncf4j.internal.Kernels;
import org.ncf4j.nn.Dense;

/** A gradient for each weight that every sample touches: the tower's and the head's. */
final class Gradients {
    /** Shares begin at whole cache lines of a padded array: a matter of speed alone. */
    private static final int ALIGNMENT = 16;

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

    /** Becomes the sum of the first shards, in their order, in a member's share of each array. */
    void sum(Gradients[] shards, int count, int member, int members) {
        for (int layer = 0; layer < kernels.length; layer++) {
            clear(kernels[layer], member, members);
            clear(biases[layer], member, members);
            for (int i = 0; i < count; i++) {
                add(shards[i].kernels[layer], kernels[layer], member, members);
                add(shards[i].biases[layer], biases[layer], member, members);
            }
        }
        clear(head, member, members);
        clear(bias, member, members);
        for (int i = 0; i < count; i++) {
            add(shards[i].head, head, member, members);
            add(shards[i].bias, bias, member, members);
        }
    }

    /** Where the share of a member begins. */
    static int share(int length, int member, int members) {
        return member == members ? length : length / ALIGNMENT * member / members * ALIGNMENT;
    }

    private static void clear(float[] target, int member, int members) {
        Arrays.fill(target, share(target.length, member, members), share(target.length, member + 1, members), 0);
    }

    private static void add(float[] source, float[] target, int member, int members) {
        int from = share(target.length, member, members);
        int to = share(target.length, member + 1, members);
        Kernels.active().pairs().add(source, from, target, from, to - from);
    }
}
