package io.plumbline.metrics.regression;

/**
 * What an error in proportion to an actual value of 0 is.
 *
 * @param smallest actual values closer to 0 than this count as 0; 2^-60 to 1
 * @param zerosCount whether the errors of such records are divided by {@code smallest} and are in the mean; otherwise the records
 *     are in no mean
 */
public record PercentageRule(double smallest, boolean zerosCount) {
    /** @throws IllegalArgumentException if {@code smallest} is out of range */
    public PercentageRule {
        // An error is at most 2^60, so a quotient stays below the largest term of a sum.
        if (!(smallest >= 0x1p-60 && smallest <= 1)) {
            throw new IllegalArgumentException("smallest actual value is " + smallest + ", expected 2^-60 to 1");
        }
    }

    /** Actual values below 2^-52 are in no mean. */
    public static PercentageRule standard() {
        return new PercentageRule(PercentageErrors.SMALLEST, false);
    }

    /** Actual values below {@code smallest} count as {@code smallest}. */
    public static PercentageRule floor(double smallest) {
        return new PercentageRule(smallest, true);
    }

    boolean isZero(double actual) {
        return Math.abs(actual) < smallest;
    }

    double ratio(double error, double actual) {
        return Math.abs(error) / Math.max(smallest, Math.abs(actual));
    }
}
