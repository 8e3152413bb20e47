package io.plumbline.metrics.classification;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The confusion matrix of a stream, and what follows from it. The truth is the first index: {@code count(actual, predicted)}.
 *
 * <p>Classes are indices from 0 on; how many there are need not be known. The labels averaged over are those observed, in truth or
 * prediction (scikit-learn's default). Averages: <em>macro</em> is the plain mean over these classes, <em>weighted</em> the mean
 * weighted by support, <em>micro</em> pools the counts, and with one label a record equals accuracy.
 *
 * <p>Undefined: NaN before the first record; a class's ratio with denominator 0 is 0.
 *
 * <p>Everything is a {@code long}: any order of the same records, any split and merge, and any record added and removed again, gives
 * the same {@link #state()}.
 *
 * <p>Threads: one at a time. Memory: 32 to 64 bytes for each (actual, predicted) pair that occurred. Cost: adding is one
 * hash-table access; reading goes over the pairs.
 */
public final class ConfusionCounts {
    private static final int LONGS_PER_CELL = 3;

    private final CellCounts cells = new CellCounts();
    private long samples;

    /**
     * Counts one record.
     *
     * @throws IllegalArgumentException if an index is negative; then nothing has changed
     */
    public void add(int actual, int predicted) {
        add(actual, predicted, 1);
    }

    /**
     * Counts as many equal records at once.
     *
     * @throws IllegalArgumentException if an index or {@code times} is negative; then nothing has changed
     */
    public void add(int actual, int predicted, long times) {
        long key = checkedKey(actual, predicted);
        if (times < 0) {
            throw new IllegalArgumentException("times is " + times + ", expected >= 0");
        }
        if (times > 0) {
            cells.add(key, times);
            samples += times;
        }
    }

    /**
     * Takes out one record that was added before.
     *
     * @throws IllegalStateException if no such record is counted; then nothing has changed
     */
    public void remove(int actual, int predicted) {
        long key = checkedKey(actual, predicted);
        if (cells.get(key) == 0) {
            throw new IllegalStateException("cannot remove (actual " + actual + ", predicted " + predicted
                    + "): no such record is among the " + samples + " counted");
        }
        cells.add(key, -1);
        samples--;
    }

    /** Adds every record of {@code other}, which stays as it is. */
    public void merge(ConfusionCounts other) {
        for (long key : other.cells.sortedKeys()) {
            cells.add(key, other.cells.get(key));
        }
        samples += other.samples;
    }

    public long samples() {
        return samples;
    }

    /** How many records of class {@code actual} were predicted as {@code predicted}. */
    public long count(int actual, int predicted) {
        return cells.get(checkedKey(actual, predicted));
    }

    /** Records of class {@code c}, predicted as it. */
    public long tp(int c) {
        return count(c, c);
    }

    /** Records of another class, predicted as {@code c}. */
    public long fp(int c) {
        return of(c).fp();
    }

    /** Records of class {@code c}, predicted as another. */
    public long fn(int c) {
        return of(c).fn();
    }

    /** Class {@code c} against the rest; all 0 for a class not observed. */
    public ClassCounts of(int c) {
        long fp = 0;
        long fn = 0;
        for (long key : cells.sortedKeys()) {
            boolean truth = CellCounts.actual(key) == c;
            boolean answer = CellCounts.predicted(key) == c;
            if (truth && !answer) {
                fn += cells.get(key);
            } else if (answer && !truth) {
                fp += cells.get(key);
            }
        }
        return new ClassCounts(c, tp(c), fp, fn);
    }

    /** Each class observed, in truth or prediction, ascending by index. */
    public List<ClassCounts> classes() {
        TreeMap<Integer, long[]> counts = new TreeMap<>();
        for (long key : cells.sortedKeys()) {
            long count = cells.get(key);
            long[] truth = counts.computeIfAbsent(CellCounts.actual(key), c -> new long[3]);
            long[] answer = counts.computeIfAbsent(CellCounts.predicted(key), c -> new long[3]);
            if (truth == answer) {
                truth[0] += count;
            } else {
                answer[1] += count;
                truth[2] += count;
            }
        }
        List<ClassCounts> classes = new ArrayList<>(counts.size());
        counts.forEach((c, n) -> classes.add(new ClassCounts(c, n[0], n[1], n[2])));
        return List.copyOf(classes);
    }

    /**
     * Precision, recall and F1 under other conventions than this class's own.
     *
     * @param declared how many classes the model can answer; with {@link ClassificationRules.Labels#DECLARED} the classes 0 to
     *     {@code declared - 1} are averaged over, and whatever else occurred
     */
    public ClassAverages averages(ClassificationRules rules, int declared) {
        List<ClassCounts> observed = classes();
        boolean all = rules.labels() == ClassificationRules.Labels.DECLARED;
        return new ClassAverages(all ? ClassAverages.withAbsent(observed, declared) : observed, rules.zeroDivision());
    }

    /** What {@code rules} call accuracy; {@code declared} as for {@link #averages}. */
    public double accuracy(ClassificationRules rules, int declared) {
        return rules.accuracy() == ClassificationRules.Accuracy.MICRO
                ? accuracy()
                : averages(rules, declared).recall(Average.MACRO);
    }

    /** The part of the records whose class was predicted. */
    public double accuracy() {
        return correct() / (double) samples;
    }

    /**
     * Matthews' correlation of truth and prediction over all classes (Gorodkin, 2004): 1 is perfect, 0 no better than chance. 0 where
     * truth or prediction is one class only, as in scikit-learn.
     */
    public double matthews() {
        return samples == 0
                ? Double.NaN
                : ChanceAgreement.of(classes(), samples, correct()).matthews();
    }

    /**
     * Cohen's kappa: how far accuracy is above what the same frequencies would give by chance; 1 is perfect. NaN where chance alone
     * is always right: truth and prediction are the same single class.
     */
    public double kappa() {
        return ChanceAgreement.of(classes(), samples, correct()).kappa();
    }

    private long correct() {
        long correct = 0;
        for (long key : cells.sortedKeys()) {
            if (CellCounts.actual(key) == CellCounts.predicted(key)) {
                correct += cells.get(key);
            }
        }
        return correct;
    }

    /** Mean recall of the classes that truly occurred (scikit-learn: a class only predicted is left out here). */
    public double balancedAccuracy() {
        return mean(classes().stream().filter(c -> c.support() > 0).toList(), ClassCounts::recall);
    }

    public double precisionMacro() {
        return mean(classes(), ClassCounts::precision);
    }

    public double recallMacro() {
        return mean(classes(), ClassCounts::recall);
    }

    public double f1Macro() {
        return mean(classes(), ClassCounts::f1);
    }

    /** Precision of the pooled counts: with one label a record, {@link #accuracy()}. */
    public double precisionMicro() {
        return accuracy();
    }

    /** Recall of the pooled counts: with one label a record, {@link #accuracy()}. */
    public double recallMicro() {
        return accuracy();
    }

    /** F1 of the pooled counts: each miss is one fp and one fn, so it is {@link #accuracy()}. */
    public double f1Micro() {
        return accuracy();
    }

    public double precisionWeighted() {
        return weighted(ClassCounts::precision);
    }

    public double recallWeighted() {
        return weighted(ClassCounts::recall);
    }

    public double f1Weighted() {
        return weighted(ClassCounts::f1);
    }

    /** The matrix as triples actual, predicted, count &gt; 0, ascending: equal exactly when the same records are counted. */
    public long[] state() {
        long[] keys = cells.sortedKeys();
        long[] state = new long[keys.length * LONGS_PER_CELL];
        for (int i = 0; i < keys.length; i++) {
            state[LONGS_PER_CELL * i] = CellCounts.actual(keys[i]);
            state[LONGS_PER_CELL * i + 1] = CellCounts.predicted(keys[i]);
            state[LONGS_PER_CELL * i + 2] = cells.get(keys[i]);
        }
        return state;
    }

    /**
     * The counts whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if these are not triples of two class indices and a positive count
     */
    public static ConfusionCounts fromState(long[] state) {
        if (state.length % LONGS_PER_CELL != 0) {
            throw new IllegalArgumentException("state has " + state.length + " longs, expected a multiple of 3");
        }
        ConfusionCounts counts = new ConfusionCounts();
        for (int i = 0; i < state.length; i += LONGS_PER_CELL) {
            long count = state[i + 2];
            if (count <= 0) {
                throw new IllegalArgumentException("state[" + (i + 2) + "] is " + count + ", expected a count > 0");
            }
            counts.cells.add(checkedKey(index(state, i), index(state, i + 1)), count);
            counts.samples += count;
        }
        return counts;
    }

    private static int index(long[] state, int position) {
        long index = state[position];
        if (index < 0 || index > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("state[" + position + "] is " + index + ", expected a class index");
        }
        return (int) index;
    }

    private static long checkedKey(int actual, int predicted) {
        if (actual < 0 || predicted < 0) {
            throw new IllegalArgumentException(
                    "actual is " + actual + " and predicted " + predicted + ", expected class indices >= 0");
        }
        return CellCounts.key(actual, predicted);
    }

    private static double mean(List<ClassCounts> classes, ToDoubleFunction<ClassCounts> value) {
        double sum = 0;
        for (ClassCounts c : classes) {
            sum += value.applyAsDouble(c);
        }
        return sum / classes.size();
    }

    private double weighted(ToDoubleFunction<ClassCounts> value) {
        double sum = 0;
        for (ClassCounts c : classes()) {
            sum += c.support() * value.applyAsDouble(c);
        }
        return sum / samples;
    }
}
