package io.plumbline.metrics.classification;

/**
 * One class against the rest.
 *
 * <p>Undefined: a ratio whose denominator is 0 is 0 (scikit-learn's {@code zero_division=0}).
 *
 * @param index the class
 * @param tp records of this class, predicted as it
 * @param fp records of another class, predicted as this one
 * @param fn records of this class, predicted as another
 */
public record ClassCounts(int index, long tp, long fp, long fn) {
    /** How many records truly are of this class. */
    public long support() {
        return tp + fn;
    }

    /** The part of the records predicted as this class that are of it. */
    public double precision() {
        return ratio(tp, tp + fp);
    }

    /** The part of the records of this class that were predicted as it. */
    public double recall() {
        return ratio(tp, tp + fn);
    }

    /** 2 tp / (2 tp + fp + fn): from the counts, so that it is defined wherever the class occurs at all. */
    public double f1() {
        return ratio(2 * tp, 2 * tp + fp + fn);
    }

    static double ratio(long part, long whole) {
        return whole == 0 ? 0 : part / (double) whole;
    }
}
