package org.ncf4j.model;

/** A step on one thread over a batch in memory. */
final class Steps {
    private Steps() {}

    /** Leaves the gradients in the step; returns the sum of the losses. */
    static double gradient(TrainingStep step, Batch batch) {
        TrainingStep.Feed source = (from, rows, drawn, at) -> {
            System.arraycopy(batch.users(), (int) from, drawn.users, at, rows);
            System.arraycopy(batch.items(), (int) from, drawn.items, at, rows);
            System.arraycopy(batch.labels(), (int) from, drawn.labels, at, rows);
        };
        step.computeGradients(0, 1, source, 0, batch.size(), 1);
        return step.loss(batch.size());
    }

    /** A whole step; returns the sum of the losses before it. */
    static double run(TrainingStep step, Batch batch) {
        double loss = gradient(step, batch);
        step.update(0, 1);
        return loss;
    }
}
