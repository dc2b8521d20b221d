package org.ncf4j.model;

import java.util.ArrayList;
import java.util.List;
import org.ncf4j.internal.Kernels;
import org.ncf4j.internal.Updater;
import org.ncf4j.nn.Adam;
import org.ncf4j.nn.Dense;
import org.ncf4j.nn.LearningRate;
import org.ncf4j.nn.Optimizer;
import org.ncf4j.nn.Sgd;

/** An updater for each parameter of a network, and the number of the step. */
final class Updaters {
    /** Whether all rows of a table move in every step. */
    final boolean dense;

    final Updater[] kernels;
    final Updater[] biases;
    final Updater head;
    final Updater bias;
    final Updater users;
    final Updater items;

    /** Weights below this are 0 to any logit; the square of what L2 of 1e-7 and more makes of one is no subnormal number. */
    private static final float TINY = 1e-10f;
    /** Steps between two looks at the weights: a dying one may fall by half a decade in a step. */
    private static final int LOOK_EVERY = 2;

    private final boolean couplesL2;
    private final LearningRate schedule;
    private final double learningRate;
    private final long stepsAnEpoch;
    private final int epochs;
    private long step;

    Updaters(FusionNetwork network, TrainingConfig config, long stepsAnEpoch) {
        Optimizer optimizer = config.optimizer();
        couplesL2 = optimizer instanceof Adam && !config.regularization().decoupled();
        schedule = config.schedule();
        learningRate = optimizer.learningRate();
        this.stepsAnEpoch = stepsAnEpoch;
        epochs = config.epochs();
        dense = optimizer instanceof Adam adam && adam.embeddings() == Adam.Embeddings.DENSE;
        int layers = network.tower().size();
        kernels = new Updater[layers];
        biases = new Updater[layers];
        for (int layer = 0; layer < layers; layer++) {
            Dense part = network.tower().get(layer);
            kernels[layer] = create(optimizer, part.kernel().value().getNumElements(), false);
            biases[layer] = create(optimizer, part.outputs(), false);
        }
        head = create(optimizer, network.head().length, false);
        bias = create(optimizer, 1, false);
        users = create(optimizer, network.users().data().length, !dense);
        items = create(optimizer, network.items().data().length, !dense);
        if (config.regularization().decoupled()) {
            for (int layer = 0; layer < layers; layer++) {
                kernels[layer].decoupleL2();
            }
            head.decoupleL2();
            users.decoupleL2();
            items.decoupleL2();
        }
    }

    private static Updater create(Optimizer optimizer, int size, boolean rows) {
        Kernels active = Kernels.active();
        if (optimizer instanceof Adam adam) {
            return active.adam(adam.learningRate(), adam.beta1(), adam.beta2(), adam.epsilon(), size, rows);
        }
        return active.sgd(((Sgd) optimizer).learningRate());
    }

    /** One for each of {@link FusionNetwork#arrays}, in that order. */
    List<Updater> all() {
        List<Updater> all = new ArrayList<>(List.of(users, items, head, bias));
        for (int layer = 0; layer < kernels.length; layer++) {
            all.add(kernels[layer]);
            all.add(biases[layer]);
        }
        return all;
    }

    /** How many steps were opened. */
    long step() {
        return step;
    }

    /** Goes on after so many steps. */
    void resume(long step) {
        this.step = step;
    }

    /** Opens the next step. */
    void begin() {
        double factor = schedule.at(step, stepsAnEpoch, epochs);
        step++;
        for (int layer = 0; layer < kernels.length; layer++) {
            kernels[layer].begin(step, factor);
            biases[layer].begin(step, factor);
        }
        head.begin(step, factor);
        bias.begin(step, factor);
        users.begin(step, factor);
        items.begin(step, factor);
    }

    /**
     * Rounds tiny weights to 0 in some steps, if L2 pulls at them: L2 alone moves the weights of a unit that no sample wakes
     * and of a factor that no other part of the model uses, and Adam takes them to where their products and the squares of
     * their gradients are subnormal numbers, which are many times slower. Each member does it for the weights it has just
     * moved.
     *
     * @param l2 its strength on these weights
     */
    void roundTiny(Updater updater, float[] weights, int from, int to, double l2) {
        if (couplesL2 && l2 > 0 && step % LOOK_EVERY == 0) {
            updater.roundTiny(weights, from, to, TINY);
        }
    }

    /** Opens the next step of plain gradient descent: its learning rate. */
    float nextRate() {
        return (float) (learningRate * schedule.at(step++, stepsAnEpoch, epochs));
    }
}
