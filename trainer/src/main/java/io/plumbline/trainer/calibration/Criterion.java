package io.plumbline.trainer.calibration;

import io.plumbline.metrics.classification.ClassCounts;

/** What a threshold between two classes is chosen by. */
public sealed interface Criterion {
    /**
     * How good an outcome is; larger is better.
     *
     * @param counts of the positive class
     * @param negatives how many records are not of it
     */
    double of(ClassCounts counts, long negatives);

    /** The F1 of the positive class; blind to the negative records that were told right. */
    record F1() implements Criterion {
        @Override
        public double of(ClassCounts counts, long negatives) {
            return counts.f1();
        }
    }

    /**
     * The part of the positive records that is found, less the part of the negative ones that is alarmed about; blind to how rare the
     * positive class is. Source: Youden (1950), "Index for rating diagnostic tests".
     */
    record Youden() implements Criterion {
        @Override
        public double of(ClassCounts counts, long negatives) {
            return counts.recall() - (negatives == 0 ? 0 : counts.fp() / (double) negatives);
        }
    }

    /** The least total of what the errors cost, each in the same unit, 0 or more. */
    record Cost(double falsePositive, double falseNegative) implements Criterion {
        @Override
        public double of(ClassCounts counts, long negatives) {
            return -(falsePositive * counts.fp() + falseNegative * counts.fn());
        }
    }
}
