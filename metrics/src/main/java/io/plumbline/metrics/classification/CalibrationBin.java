package io.plumbline.metrics.classification;

/**
 * The records whose largest probability lies in one interval: a point of the reliability curve.
 *
 * @param confidence sum of the records' largest probabilities
 * @param correct how many of the records have the class of the largest probability
 */
public record CalibrationBin(double lower, double upper, long samples, double confidence, long correct) {
    /** NaN without records. */
    public double meanConfidence() {
        return confidence / samples;
    }

    /** NaN without records. */
    public double accuracy() {
        return correct / (double) samples;
    }
}
