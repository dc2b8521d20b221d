package org.ncf4j.model;

/** A step on one thread over a batch in memory. */
final class Steps {
    private Steps() {}

    /** Leaves the gradients in the step; returns the sum of the losses. */
    static double gradient(TrainingStep step, Batch batch) {
        step.computeGradients(0, 1, batch.size(), (from, rows, users, items, labels) -> {
            System.arraycopy(batch.users(), from, users, from, rows);
            System.arraycopy(batch.items(), from, items, from, rows);
            System.arraycopy(batch.labels(), from, labels, from, rows);
        });
        return step.loss(batch.size());
    }

    /** A whole step; returns the sum of the losses before it. */
    static double run(TrainingStep step, Batch batch) {
        double loss = gradient(step, batch);
        step.update(0, 1);
        return loss;
    }
}
