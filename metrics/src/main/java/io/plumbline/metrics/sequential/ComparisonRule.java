package io.plumbline.metrics.sequential;

/**
 * When a comparison counts as decided.
 *
 * <p>If the versions are equally good, {@code BETTER} or {@code WORSE} is ever said with probability at most {@code alpha},
 * however often one looks and whenever one stops: half of it on either side, so an e-value of {@code 2 / alpha} decides. The number of
 * samples asked for changes nothing about that; it is for whoever does not want to act on a few records, however clear.
 *
 * @param higherIsBetter true for accuracy or NDCG, false for errors
 * @param alpha in (0, 1), usually 0.05
 * @param minSamples below this many pairs the verdict is {@code UNDECIDED}
 */
public record ComparisonRule(boolean higherIsBetter, double alpha, long minSamples) {
    public ComparisonRule {
        checkedAlpha(alpha);
        if (minSamples < 0) {
            throw new IllegalArgumentException("min-samples is " + minSamples + ", expected >= 0");
        }
    }

    /** What {@code differences}, challenger minus baseline, say now. Not kept: the next pair may change it back. */
    public Verdict verdict(PairedDifferences differences) {
        if (differences.samples() < minSamples) {
            return Verdict.UNDECIDED;
        }
        double decisive = StrictMath.log(2 / alpha);
        if (differences.logEValue(Side.GREATER) >= decisive) {
            return higherIsBetter ? Verdict.BETTER : Verdict.WORSE;
        }
        if (differences.logEValue(Side.LESS) >= decisive) {
            return higherIsBetter ? Verdict.WORSE : Verdict.BETTER;
        }
        return Verdict.UNDECIDED;
    }

    static double checkedAlpha(double alpha) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha is " + alpha + ", expected more than 0 and less than 1");
        }
        return alpha;
    }
}
