package org.ncf4j.model;

import org.ncf4j.data.Interactions;
import org.ncf4j.data.LabeledPairs;

/** STUB by the engine's author: immutable; keeps no state from run to run. */
public final class Trainer {
    private Trainer() {}
    public static Trainer of(ModelConfig model) { throw new UnsupportedOperationException(); }
    public Trainer withTraining(TrainingConfig training) { throw new UnsupportedOperationException(); }
    public Trainer withListener(TrainingListener listener) { throw new UnsupportedOperationException(); }
    public ModelConfig model() { throw new UnsupportedOperationException(); }
    public TrainingConfig training() { throw new UnsupportedOperationException(); }
    /** Positives with negatives drawn anew each epoch. */
    public TrainingResult train(Interactions positives) { throw new UnsupportedOperationException(); }
    /** Labelled pairs as they are; the model's "seen" are the positives. */
    public TrainingResult train(LabeledPairs pairs) { throw new UnsupportedOperationException(); }
    /** {"model": {...}, "training": {...}}: the object the model file holds. */
    public String toJson() { throw new UnsupportedOperationException(); }
    /** Missing keys keep their defaults; unknown keys are refused by name. IllegalArgumentException. */
    public static Trainer fromJson(String json) { throw new UnsupportedOperationException(); }
}
