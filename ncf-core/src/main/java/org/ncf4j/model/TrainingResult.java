package org.ncf4j.model;

import java.util.List;

/** STUB. seconds: wall time of the whole training. */
public record TrainingResult(NcfModel model, List<EpochReport> epochs, double seconds) {}
