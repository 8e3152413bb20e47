package io.plumbline.metrics.classification;

import io.plumbline.metrics.exact.UnitFixed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How good the probabilities of a stream are: log-loss, Brier score and expected calibration error.
 *
 * <p>A record is the probabilities of all classes and the true class. <em>Log-loss</em>: mean of -ln p of the true class, in nats,
 * p being at least 2^-23 (a certain miss costs 15.94), at most 1 (scikit-learn: at most 1 - 2^-23), and not normalized.
 * {@link #clamped()} counts the records where that mattered. <em>Brier score</em>: with two classes the mean of (p - y)² of
 * either class, from 0 to 1; with more the sum of (p - y)² over the classes, from 0 to 2 (Brier, 1950); as scikit-learn's
 * {@code scale_by_half="auto"}. <em>ECE</em>: the largest probability of each record goes into one of some bins of equal width; the
 * mean over the records of how far their bin's mean confidence is from its part of correct answers (Guo et al., 2017, with
 * bins closed below, as in TorchMetrics). "Correct" is about the largest probability, whatever class was announced.
 *
 * <p>These are the conventions of {@link ProbabilityRules#standard()}; others can be chosen.
 *
 * <p>Undefined: NaN before the first record.
 *
 * <p>Sums are longs in quanta of 2^-32 ({@link UnitFixed}; log-losses of 2^-28): any order of the same records, any split and
 * merge, and any record added and removed again, gives the same {@link #state()}. A mean is within 2^-33 of that of the unrounded
 * values, Brier over more than two classes 2^-32, log-loss 2^-29 (1.9e-9).
 *
 * <p>Threads: one at a time. Cost: adding a judged record is seven additions; judging goes over the classes.
 */
public final class ProbabilityScores {
    /** As usual (Guo et al., 2017). */
    public static final int USUAL_BINS = 15;

    private static final int SAMPLES = 0;
    private static final int CLAMPED = 1;
    private static final int LOG_LOSS = 2;
    private static final int BRIER = 3;
    private static final int FIRST_BIN = 4;
    private static final int BIN_SAMPLES = 0;
    private static final int BIN_CONFIDENCE = 1;
    private static final int BIN_CORRECT = 2;
    private static final int LONGS_PER_BIN = 3;

    private final int classes;
    private final ProbabilityRules rules;
    private final int bins;
    private final long[] sums;
    /** Made when first needed. */
    private @Nullable ProbabilityJudge judge;

    /** No records yet, {@value #USUAL_BINS} bins. */
    public ProbabilityScores(int classes) {
        this(classes, USUAL_BINS);
    }

    /** @throws IllegalArgumentException if there are less than two classes or no bin */
    public ProbabilityScores(int classes, int bins) {
        this(classes, ProbabilityRules.standard().withBins(bins));
    }

    /**
     * No records yet, under other conventions than the above.
     *
     * @throws IllegalArgumentException if there are less than two classes
     */
    public ProbabilityScores(int classes, ProbabilityRules rules) {
        this(classes, rules, new long[length(rules)]);
    }

    private ProbabilityScores(int classes, ProbabilityRules rules, long[] sums) {
        if (classes < 2) {
            throw new IllegalArgumentException("there are " + classes + " classes, expected >= 2");
        }
        this.classes = classes;
        this.rules = rules;
        this.bins = rules.slots();
        this.sums = sums;
    }

    /**
     * Judges and counts one record; the result is what takes it out again.
     *
     * @throws IllegalArgumentException if these are no probabilities of that many classes; then nothing has changed
     */
    public JudgedProbabilities add(double[] probabilities, int actual) {
        ProbabilityJudge record = judge(probabilities, actual);
        change(record, 1);
        return record.judged();
    }

    /** As {@link #add(double[], int)}, for whom will not take the record out again by the result: nothing is allocated. */
    public void count(double[] probabilities, int actual) {
        change(judge(probabilities, actual), 1);
    }

    /** Takes out a record that was added before by what it was. */
    public void remove(double[] probabilities, int actual) {
        change(judge(probabilities, actual), -1);
    }

    /**
     * Counts as many records that were judged alike, with the same bins.
     *
     * @throws IllegalArgumentException if the bin is none of these or {@code times} is negative
     * @throws IllegalStateException if more than {@link UnitFixed#MAX_TERMS} would be counted
     */
    public void add(JudgedProbabilities record, int times) {
        if (times < 0) {
            throw new IllegalArgumentException("times is " + times + ", expected >= 0");
        }
        change(record, times);
    }

    /**
     * Takes out a record that was added before.
     *
     * @throws IllegalStateException if it cannot have been; then nothing has changed
     */
    public void remove(JudgedProbabilities record) {
        change(record, -1);
    }

    /**
     * Adds every record of {@code other}, which stays as it is.
     *
     * @throws IllegalArgumentException if it has other classes or rules
     */
    public void merge(ProbabilityScores other) {
        if (other.classes != classes || !other.rules.equals(rules)) {
            throw new IllegalArgumentException("there are " + other.classes + " classes under " + other.rules
                    + ", expected " + classes + " under " + rules);
        }
        if (sums[SAMPLES] + other.sums[SAMPLES] > UnitFixed.MAX_TERMS) {
            throw new IllegalStateException("cannot add " + other.sums[SAMPLES] + " records to " + sums[SAMPLES]
                    + ": at most " + UnitFixed.MAX_TERMS + " fit");
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.sums[i];
        }
    }

    public int classes() {
        return classes;
    }

    public ProbabilityRules rules() {
        return rules;
    }

    public long samples() {
        return sums[SAMPLES];
    }

    /** Records whose true class had a probability below the smallest that counts. */
    public long clamped() {
        return sums[CLAMPED];
    }

    public double logLoss() {
        return logLossSum() / samples();
    }

    public double brier() {
        return brierSum() / samples();
    }

    /** The calibration error, each bin weighted by its records. */
    public double ece() {
        double sum = 0;
        for (CalibrationBin bin : calibration()) {
            sum += Math.abs(bin.confidence() - bin.correct());
        }
        return sum / samples();
    }

    /** The calibration error of the worst bin. */
    public double maximumCalibrationError() {
        double largest = samples() == 0 ? Double.NaN : 0;
        for (CalibrationBin bin : calibration()) {
            if (bin.samples() > 0) {
                largest = Math.max(largest, Math.abs(bin.meanConfidence() - bin.accuracy()));
            }
        }
        return largest;
    }

    /** Mean confidence less the part of correct answers: positive when the model is too sure of itself. */
    public double calibrationBias() {
        double sum = 0;
        for (CalibrationBin bin : calibration()) {
            sum += bin.confidence() - bin.correct();
        }
        return sum / samples();
    }

    /** In nats. */
    public double logLossSum() {
        return UnitFixed.toDouble(sums[LOG_LOSS]) * rules.lossUnit();
    }

    public double brierSum() {
        return UnitFixed.toDouble(sums[BRIER]) * rules.brier().factor(classes);
    }

    /** The reliability curve: every bin, ascending, also those without records. */
    public List<CalibrationBin> calibration() {
        List<CalibrationBin> calibration = new ArrayList<>(bins);
        for (int bin = 0; bin < bins; bin++) {
            int at = FIRST_BIN + LONGS_PER_BIN * bin;
            calibration.add(new CalibrationBin(
                    bin / (double) rules.bins(),
                    Math.min(1, (bin + 1) / (double) rules.bins()),
                    sums[at + BIN_SAMPLES],
                    UnitFixed.toDouble(sums[at + BIN_CONFIDENCE]),
                    sums[at + BIN_CORRECT]));
        }
        return calibration;
    }

    /**
     * Records, clamped records, and the sums of log-loss (quanta of 2^-28 nats) and of the half Brier score (2^-32); then for each bin
     * its records, sum of confidences (2^-32) and correct answers.
     */
    public long[] state() {
        return sums.clone();
    }

    /**
     * The statistic whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no records of that many classes and bins can have given it
     */
    public static ProbabilityScores fromState(int classes, int bins, long[] state) {
        return fromState(classes, ProbabilityRules.standard().withBins(bins), state);
    }

    /** As {@link #fromState(int, int, long[])}, under these rules. */
    public static ProbabilityScores fromState(int classes, ProbabilityRules rules, long[] state) {
        int expected = length(rules);
        if (state.length != expected || !possible(state)) {
            throw new IllegalArgumentException("state is " + Arrays.toString(state) + ", expected " + expected
                    + " longs: two counts, two sums, and for each bin a count, a sum and a count within");
        }
        return new ProbabilityScores(classes, rules, state.clone());
    }

    private static int length(ProbabilityRules rules) {
        return FIRST_BIN + LONGS_PER_BIN * rules.slots();
    }

    private ProbabilityJudge judge(double[] probabilities, int actual) {
        if (probabilities.length != classes) {
            throw new IllegalArgumentException(
                    "there are " + probabilities.length + " probabilities, expected " + classes);
        }
        ProbabilityJudge present = judge;
        if (present == null) {
            present = new ProbabilityJudge(rules);
            judge = present;
        }
        present.read(probabilities, actual);
        return present;
    }

    private void change(Judgement record, int times) {
        if (record.bin() >= bins) {
            throw new IllegalArgumentException("bin is " + record.bin() + ", expected 0 to " + (bins - 1));
        }
        int at = FIRST_BIN + LONGS_PER_BIN * record.bin();
        long samples = sums[SAMPLES] + times;
        long clamped = sums[CLAMPED] + (record.clamped() ? times : 0);
        long logLoss = sums[LOG_LOSS] + times * record.logLoss();
        long brier = sums[BRIER] + times * record.brier();
        long inBin = sums[at + BIN_SAMPLES] + times;
        long confidence = sums[at + BIN_CONFIDENCE] + times * record.confidence();
        long correct = sums[at + BIN_CORRECT] + (record.correct() ? times : 0);
        if (!possibleTotals(samples, clamped, logLoss, brier) || !possibleBin(inBin, confidence, correct)) {
            throw new IllegalStateException("cannot " + (times > 0 ? "add " : "remove ") + record + ": "
                    + sums[SAMPLES] + " records are counted, " + sums[at + BIN_SAMPLES] + " in its bin, at most "
                    + UnitFixed.MAX_TERMS);
        }
        sums[SAMPLES] = samples;
        sums[CLAMPED] = clamped;
        sums[LOG_LOSS] = logLoss;
        sums[BRIER] = brier;
        sums[at + BIN_SAMPLES] = inBin;
        sums[at + BIN_CONFIDENCE] = confidence;
        sums[at + BIN_CORRECT] = correct;
    }

    private static boolean possible(long[] sums) {
        long inBins = 0;
        for (int at = FIRST_BIN; at < sums.length; at += LONGS_PER_BIN) {
            if (!possibleBin(sums[at + BIN_SAMPLES], sums[at + BIN_CONFIDENCE], sums[at + BIN_CORRECT])) {
                return false;
            }
            inBins += sums[at + BIN_SAMPLES];
        }
        return inBins == sums[SAMPLES] && possibleTotals(sums[SAMPLES], sums[CLAMPED], sums[LOG_LOSS], sums[BRIER]);
    }

    /** A sum that wrapped around is negative. */
    private static boolean possibleTotals(long samples, long clamped, long logLoss, long brier) {
        return samples >= 0
                && samples <= UnitFixed.MAX_TERMS
                && clamped >= 0
                && clamped <= samples
                && possibleSum(logLoss, samples)
                && possibleSum(brier, samples);
    }

    private static boolean possibleBin(long samples, long confidence, long correct) {
        return samples >= 0
                && samples <= UnitFixed.MAX_TERMS
                && correct >= 0
                && correct <= samples
                && possibleSum(confidence, samples);
    }

    private static boolean possibleSum(long sum, long samples) {
        return sum >= 0 && sum <= samples * UnitFixed.ONE;
    }
}
