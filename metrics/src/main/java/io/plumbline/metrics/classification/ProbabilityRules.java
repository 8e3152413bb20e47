package io.plumbline.metrics.classification;

/**
 * The conventions under which probabilities are scored; sums under different ones do not add up.
 *
 * @param smallest the smallest probability that the log-loss tells from 0: at least 2^-1000, at most 0.1
 * @param clipAbove whether a probability also counts as at most {@code 1 - smallest}, so that a certain hit costs a little
 *     (scikit-learn)
 * @param brier the scale of the Brier score
 * @param bins of equal width that [0, 1] is cut into for the calibration error
 * @param edges to which bin a confidence on an edge belongs
 * @param confidence whose calibration is measured
 */
public record ProbabilityRules(
        double smallest, boolean clipAbove, BrierScale brier, int bins, Edges edges, Confidence confidence) {
    /** The scale of the Brier score. */
    public enum BrierScale {
        /** Half with two classes, full with more: scikit-learn's {@code scale_by_half="auto"}. */
        AUTO,
        /** Half the sum over the classes of (p - y)²: from 0 to 1; with two classes (p - y)² of either. */
        HALF,
        /** The sum over the classes: from 0 to 2 (Brier, 1950). */
        FULL;

        double factor(int classes) {
            return this == HALF || (this == AUTO && classes == 2) ? 1 : 2;
        }
    }

    /** To which bin a confidence on an edge belongs. */
    public enum Edges {
        /** [a, b), and 1 to the last bin. */
        CLOSED_BELOW,
        /** [a, b), and 1 to a bin of its own behind the last, as in TorchMetrics. */
        CLOSED_BELOW_ONE_APART,
        /** (a, b], and 0 to the first bin (Guo et al., 2017). */
        CLOSED_ABOVE
    }

    /** Whose calibration is measured. */
    public enum Confidence {
        /** The largest probability; right if its class is the true one. */
        TOP_CLASS,
        /** With two classes the probability of class 1, right if that is the true one (TorchMetrics' binary task); else as TOP_CLASS. */
        POSITIVE_CLASS
    }

    /** @throws IllegalArgumentException if {@code smallest} is out of range or there is no bin */
    public ProbabilityRules {
        if (!(smallest >= 0x1p-1000 && smallest <= 0.1)) {
            throw new IllegalArgumentException("smallest probability is " + smallest + ", expected 2^-1000 to 0.1");
        }
        if (bins < 1) {
            throw new IllegalArgumentException("there are " + bins + " bins, expected >= 1");
        }
    }

    /** Log-loss from 2^-23 on, the Brier score as scikit-learn's, and 15 bins of the largest probability, closed below. */
    public static ProbabilityRules standard() {
        return new ProbabilityRules(
                JudgedProbabilities.SMALLEST,
                false,
                BrierScale.AUTO,
                ProbabilityScores.USUAL_BINS,
                Edges.CLOSED_BELOW,
                Confidence.TOP_CLASS);
    }

    public ProbabilityRules withBins(int other) {
        return new ProbabilityRules(smallest, clipAbove, brier, other, edges, confidence);
    }

    public ProbabilityRules withEdges(Edges other) {
        return new ProbabilityRules(smallest, clipAbove, brier, bins, other, confidence);
    }

    public ProbabilityRules withBrier(BrierScale other) {
        return new ProbabilityRules(smallest, clipAbove, other, bins, edges, confidence);
    }

    public ProbabilityRules withConfidence(Confidence other) {
        return new ProbabilityRules(smallest, clipAbove, brier, bins, edges, other);
    }

    /** Log-loss with probabilities of at least {@code smallest}, and at most 1 less that if {@code above}. */
    public ProbabilityRules withClip(double smallest, boolean above) {
        return new ProbabilityRules(smallest, above, brier, bins, edges, confidence);
    }

    /** How many bins there are, the one for 1 alone counted. */
    int slots() {
        return edges == Edges.CLOSED_BELOW_ONE_APART ? bins + 1 : bins;
    }

    /** The power of 2 above the most nats that a record can cost: losses are kept as fractions of it. */
    int lossUnit() {
        return 2 * Integer.highestOneBit((int) -StrictMath.log(smallest));
    }

    /** An edge is the double nearest to i / bins. */
    int bin(double confidence) {
        int bin = Math.min(bins - 1, (int) (confidence * bins));
        // The product is rounded, so the bin may be one off next to an edge.
        if (bin + 1 < bins && confidence >= (bin + 1) / (double) bins) {
            bin++;
        } else if (confidence < bin / (double) bins) {
            bin--;
        }
        return switch (edges) {
            case CLOSED_BELOW -> bin;
            case CLOSED_BELOW_ONE_APART -> confidence >= 1 ? bins : bin;
            case CLOSED_ABOVE -> bin > 0 && confidence == bin / (double) bins ? bin - 1 : bin;
        };
    }
}
