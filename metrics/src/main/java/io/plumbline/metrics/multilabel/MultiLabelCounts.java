package io.plumbline.metrics.multilabel;

import io.plumbline.metrics.classification.ClassAverages;
import io.plumbline.metrics.classification.ClassCounts;
import io.plumbline.metrics.classification.ZeroDivision;
import io.plumbline.metrics.exact.UnitFixed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Answers that are sets of labels: counts by label, and means over the records.
 *
 * <p>Each label is a question of its own, asked of every record: {@link #averages} pools or averages all labels, also those that
 * never occurred (as scikit-learn and TorchMetrics do for multi-label). {@link #samplePrecision}, {@link #sampleRecall} and
 * {@link #sampleF1} are instead taken within each record, over its labels, and averaged over the records (scikit-learn's
 * {@code average="samples"}); a record without an answer has no precision, one without a true label no recall, and one without
 * either no F1: {@link ZeroDivision} says what those count as, and is chosen when a value is read.
 *
 * <p>Undefined: NaN before the first record.
 *
 * <p>Everything is a {@code long}, the sums of the records' values in quanta of 2^-32 ({@link UnitFixed}; a mean is within 2^-33 of
 * that of the unrounded values): any order of the same records, any split and merge, and any record added and removed again,
 * gives the same {@link #state()}.
 *
 * <p>Threads: one at a time. Memory: 24 bytes a label. Cost: two passes over the labels; no allocation.
 */
public final class MultiLabelCounts {
    private static final int SAMPLES = 0;
    private static final int EXACT = 1;
    /** Records that have no such value, then the sum over those that have. */
    private static final int PRECISION = 2;

    private static final int RECALL = 4;
    private static final int F1 = 6;
    private static final int FIRST_LABEL = 8;
    private static final int TP = 0;
    private static final int FP = 1;
    private static final int FN = 2;
    private static final int LONGS_PER_LABEL = 3;

    private final int labels;
    private final long[] sums;

    /**
     * No records yet.
     *
     * @throws IllegalArgumentException if there is no label
     */
    public MultiLabelCounts(int labels) {
        this(labels, new long[FIRST_LABEL + LONGS_PER_LABEL * Math.max(0, labels)]);
    }

    private MultiLabelCounts(int labels, long[] sums) {
        if (labels < 1) {
            throw new IllegalArgumentException("there are " + labels + " labels, expected >= 1");
        }
        this.labels = labels;
        this.sums = sums;
    }

    /**
     * Counts one record.
     *
     * @param actual for each label, whether the record has it
     * @param predicted for each label, whether the answer has it
     * @throws IllegalArgumentException if these are not as many as there are labels; then nothing has changed
     * @throws IllegalStateException if {@link UnitFixed#MAX_TERMS} are counted already
     */
    public void add(boolean[] actual, boolean[] predicted) {
        check(actual, predicted);
        checkRoom(1);
        change(actual, predicted, 1);
    }

    /**
     * Takes out one record that was added before.
     *
     * @throws IllegalStateException if it cannot have been; then nothing has changed
     */
    public void remove(boolean[] actual, boolean[] predicted) {
        check(actual, predicted);
        change(actual, predicted, -1);
    }

    /**
     * Adds every record of {@code other}, which stays as it is.
     *
     * @throws IllegalArgumentException if it has another number of labels
     */
    public void merge(MultiLabelCounts other) {
        if (other.labels != labels) {
            throw new IllegalArgumentException("there are " + other.labels + " labels, expected " + labels);
        }
        checkRoom(other.samples());
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.sums[i];
        }
    }

    public long samples() {
        return sums[SAMPLES];
    }

    /** Each label against its absence, ascending by index. */
    public List<ClassCounts> labels() {
        List<ClassCounts> counts = new ArrayList<>(labels);
        for (int label = 0; label < labels; label++) {
            int at = FIRST_LABEL + LONGS_PER_LABEL * label;
            counts.add(new ClassCounts(label, sums[at + TP], sums[at + FP], sums[at + FN]));
        }
        return counts;
    }

    /** Micro, macro and weighted values over all labels. */
    public ClassAverages averages(ZeroDivision zeroDivision) {
        return new ClassAverages(labels(), zeroDivision);
    }

    /** The part of the records whose labels are all right: scikit-learn's accuracy of multi-label answers. */
    public double subsetAccuracy() {
        return sums[EXACT] / (double) samples();
    }

    /** The part of all (record, label) pairs that are wrong. */
    public double hammingLoss() {
        long wrong = 0;
        for (int at = FIRST_LABEL; at < sums.length; at += LONGS_PER_LABEL) {
            wrong += sums[at + FP] + sums[at + FN];
        }
        return wrong / ((double) samples() * labels);
    }

    public double samplePrecision(ZeroDivision zeroDivision) {
        return mean(PRECISION, zeroDivision);
    }

    public double sampleRecall(ZeroDivision zeroDivision) {
        return mean(RECALL, zeroDivision);
    }

    public double sampleF1(ZeroDivision zeroDivision) {
        return mean(F1, zeroDivision);
    }

    /**
     * Records, those wholly right; for precision, recall and F1 each the records without it and the sum over the others in quanta of
     * 2^-32; then for each label tp, fp and fn.
     */
    public long[] state() {
        return sums.clone();
    }

    /**
     * The statistic whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no records of that many labels can have given it
     */
    public static MultiLabelCounts fromState(int labels, long[] state) {
        int expected = FIRST_LABEL + LONGS_PER_LABEL * labels;
        if (state.length != expected || !possible(state)) {
            throw new IllegalArgumentException(
                    "state is " + Arrays.toString(state) + ", expected " + expected
                            + " longs: two counts, three times a count and a sum, and for each label three counts within the first");
        }
        return new MultiLabelCounts(labels, state.clone());
    }

    private void check(boolean[] actual, boolean[] predicted) {
        if (actual.length != labels || predicted.length != labels) {
            throw new IllegalArgumentException("there are " + actual.length + " actual and " + predicted.length
                    + " predicted labels, expected " + labels);
        }
    }

    private void checkRoom(long coming) {
        if (coming > UnitFixed.MAX_TERMS - samples()) {
            throw new IllegalStateException(
                    "cannot add " + coming + " records to " + samples() + ": at most " + UnitFixed.MAX_TERMS + " fit");
        }
    }

    private void change(boolean[] actual, boolean[] predicted, int times) {
        int tp = 0;
        int fp = 0;
        int fn = 0;
        boolean possible = samples() + times >= 0;
        for (int label = 0; label < labels; label++) {
            if (actual[label] || predicted[label]) {
                int outcome = outcome(actual[label], predicted[label]);
                tp += outcome == TP ? 1 : 0;
                fp += outcome == FP ? 1 : 0;
                fn += outcome == FN ? 1 : 0;
                possible &= sums[FIRST_LABEL + LONGS_PER_LABEL * label + outcome] + times >= 0;
            }
        }
        int right = fp + fn == 0 ? 1 : 0;
        possible &= sums[EXACT] + times * right >= 0
                && canMean(PRECISION, tp, tp + fp, times)
                && canMean(RECALL, tp, tp + fn, times)
                && canMean(F1, 2 * tp, 2 * tp + fp + fn, times);
        if (!possible) {
            throw new IllegalStateException("cannot remove (actual " + Arrays.toString(actual) + ", predicted "
                    + Arrays.toString(predicted) + "): no such record is among the " + samples() + " counted");
        }
        sums[SAMPLES] += times;
        sums[EXACT] += times * right;
        changeMean(PRECISION, tp, tp + fp, times);
        changeMean(RECALL, tp, tp + fn, times);
        changeMean(F1, 2 * tp, 2 * tp + fp + fn, times);
        for (int label = 0; label < labels; label++) {
            if (actual[label] || predicted[label]) {
                sums[FIRST_LABEL + LONGS_PER_LABEL * label + outcome(actual[label], predicted[label])] += times;
            }
        }
    }

    private static int outcome(boolean actual, boolean predicted) {
        return actual && predicted ? TP : predicted ? FP : FN;
    }

    private boolean canMean(int at, int part, int whole, int times) {
        return sums[whole == 0 ? at : at + 1] + times * quanta(part, whole) >= 0;
    }

    private void changeMean(int at, int part, int whole, int times) {
        sums[whole == 0 ? at : at + 1] += times * quanta(part, whole);
    }

    /** What a record adds to its place: its value, or 1 to the records that have none. */
    private static long quanta(int part, int whole) {
        return whole == 0 ? 1 : UnitFixed.of(part / (double) whole);
    }

    private double mean(int at, ZeroDivision zeroDivision) {
        long undefined = sums[at];
        return zeroDivision.mean(UnitFixed.toDouble(sums[at + 1]), samples() - undefined, undefined);
    }

    private static boolean possible(long[] sums) {
        long samples = sums[SAMPLES];
        if (samples < 0 || samples > UnitFixed.MAX_TERMS || sums[EXACT] < 0 || sums[EXACT] > samples) {
            return false;
        }
        for (int at = PRECISION; at < FIRST_LABEL; at += 2) {
            boolean within = sums[at] >= 0 && sums[at] <= samples && sums[at + 1] >= 0;
            if (!within || sums[at + 1] > (samples - sums[at]) * UnitFixed.ONE) {
                return false;
            }
        }
        for (int at = FIRST_LABEL; at < sums.length; at++) {
            if (sums[at] < 0 || sums[at] > samples) {
                return false;
            }
        }
        return true;
    }
}
