package io.plumbline.metrics.classification;

/** What one record adds to {@link ProbabilityScores}; see {@link JudgedProbabilities}. */
interface Judgement {
    long logLoss();

    long brier();

    int bin();

    long confidence();

    boolean correct();

    boolean clamped();
}
