package io.plumbline.metrics.classification;

import io.plumbline.metrics.exact.UnitFixed;

/** What {@link JudgedProbabilities} says about the record read last, in fields, so that counting a record makes no object. */
final class ProbabilityJudge implements Judgement {
    private final ProbabilityRules rules;
    private long logLoss;
    private long brier;
    private int bin;
    private long confidence;
    private boolean correct;
    private boolean clamped;

    ProbabilityJudge(ProbabilityRules rules) {
        this.rules = rules;
    }

    /** @throws IllegalArgumentException as {@link JudgedProbabilities#of}; then nothing has changed */
    void read(double[] probabilities, int actual) {
        if (actual < 0 || actual >= probabilities.length) {
            throw new IllegalArgumentException(
                    "actual is " + actual + ", expected an index of " + probabilities.length + " classes");
        }
        double sum = 0;
        double distance = 0;
        int top = 0;
        for (int c = 0; c < probabilities.length; c++) {
            double p = probabilities[c];
            if (!(p >= -JudgedProbabilities.SUM_SLACK && p <= 1 + JudgedProbabilities.SUM_SLACK)) {
                throw new IllegalArgumentException("probability of class " + c + " is " + p + ", expected 0 to 1");
            }
            sum += p;
            double off = Math.min(1, Math.max(0, p)) - (c == actual ? 1 : 0);
            distance += off * off;
            if (p > probabilities[top]) {
                top = c;
            }
        }
        if (Math.abs(sum - 1) > JudgedProbabilities.SUM_SLACK) {
            throw new IllegalArgumentException("probabilities sum to " + sum + ", expected 1");
        }
        double truth = Math.min(1, probabilities[actual]);
        double clipped = Math.max(rules.smallest(), rules.clipAbove() ? Math.min(truth, 1 - rules.smallest()) : truth);
        boolean positive =
                rules.confidence() == ProbabilityRules.Confidence.POSITIVE_CLASS && probabilities.length == 2;
        int judged = positive ? 1 : top;
        double sure = Math.min(1, Math.max(0, probabilities[judged]));
        // StrictMath: the same bits on every machine.
        logLoss = UnitFixed.of(-StrictMath.log(clipped) / rules.lossUnit());
        // Probabilities that sum to a little more than 1 can be a little farther apart than any distributions.
        brier = UnitFixed.of(Math.min(1, distance / 2));
        bin = rules.bin(sure);
        confidence = UnitFixed.of(sure);
        correct = judged == actual;
        clamped = truth < rules.smallest();
    }

    JudgedProbabilities judged() {
        return new JudgedProbabilities(logLoss, brier, bin, confidence, correct, clamped);
    }

    @Override
    public long logLoss() {
        return logLoss;
    }

    @Override
    public long brier() {
        return brier;
    }

    @Override
    public int bin() {
        return bin;
    }

    @Override
    public long confidence() {
        return confidence;
    }

    @Override
    public boolean correct() {
        return correct;
    }

    @Override
    public boolean clamped() {
        return clamped;
    }

    @Override
    public String toString() {
        return judged().toString();
    }
}
