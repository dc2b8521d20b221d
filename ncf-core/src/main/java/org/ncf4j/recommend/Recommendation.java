package org.ncf4j.recommend;

/** STUB: a recommended item; score is the probability, sigmoid of the logit. */
public record Recommendation(String item, double score, double logit) {}
