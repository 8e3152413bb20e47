package io.plumbline.metrics.estimate;

/**
 * What a stream of predictions says of itself, before any label: of each class, how many records it was or was not announced for, and
 * with what probability. {@link ExpectedConfusion} reads outcomes from it.
 *
 * <p>Sums are longs in quanta of 2^-24, so that a mean is within 2^-25 of that of the unrounded probabilities: any order of the same predictions, any split and merge, and any prediction
 * added and removed again, gives the same {@link #state()}.
 *
 * <p>Threads: one at a time. Memory: 320 bytes a class. Cost: adding goes twice over the classes.
 */
public final class ExpectedOutcomes {
    private static final int RECORDS = 0;
    private static final int SUM = 1;
    private static final int WIDTH = 2;

    private final ScoreCells cells;
    private long samples;

    /** Of no predictions. */
    public ExpectedOutcomes() {
        this(new ScoreCells(WIDTH), 0);
    }

    private ExpectedOutcomes(ScoreCells cells, long samples) {
        this.cells = cells;
        this.samples = samples;
    }

    /** Whether these can be counted: numbers in [0, 1], at least two, that sum to 1 within 0.001. */
    public static boolean isDistribution(double[] probabilities) {
        return ScoreCells.isDistribution(probabilities);
    }

    /**
     * Counts one prediction.
     *
     * @param probabilities one per class
     * @param announced the class that was predicted, which a threshold may have chosen
     * @throws IllegalArgumentException if these are no probabilities that sum to 1 within 0.001; then nothing has changed
     * @throws IllegalStateException if more than 2^39 would be counted; then nothing has changed
     */
    public void add(double[] probabilities, int announced) {
        ScoreCells.check(probabilities, "announced", announced);
        if (samples == ScoreCells.MAX_TERMS) {
            throw new IllegalStateException("cannot add to " + samples + " predictions: no more fit");
        }
        change(probabilities, announced, 1);
    }

    /**
     * Takes out a prediction that was added before.
     *
     * @throws IllegalStateException if it cannot have been; then nothing has changed
     */
    public void remove(double[] probabilities, int announced) {
        ScoreCells.check(probabilities, "announced", announced);
        for (int c = 0; c < probabilities.length; c++) {
            long quanta = ScoreCells.quanta(probabilities[c]);
            int cell = ScoreCells.cell(quanta, c == announced);
            long records = cells.get(c, cell, RECORDS) - 1;
            long left = cells.get(c, cell, SUM) - quanta;
            if (records < 0 || left < 0 || left > records * ScoreCells.ONE) {
                throw new IllegalStateException("cannot remove a prediction of class " + announced
                        + ": no such prediction is among the " + samples + " counted");
            }
        }
        change(probabilities, announced, -1);
    }

    /**
     * Adds every prediction of {@code other}, which stays as it is.
     *
     * @throws IllegalStateException if more than 2^39 would be counted; then nothing has changed
     */
    public void merge(ExpectedOutcomes other) {
        if (samples + other.samples > ScoreCells.MAX_TERMS) {
            throw new IllegalStateException("cannot add " + other.samples + " predictions to " + samples + ": at most "
                    + ScoreCells.MAX_TERMS + " fit");
        }
        cells.merge(other.cells);
        samples += other.samples;
    }

    public long samples() {
        return samples;
    }

    /** Above the highest class with a probability. */
    public int classes() {
        return cells.classes();
    }

    /** How many predictions announced class {@code c}. */
    public long announced(int c) {
        long sum = 0;
        for (int bin = 0; bin < ScoreCells.BINS; bin++) {
            sum += cells.get(c, ScoreCells.BINS + bin, RECORDS);
        }
        return sum;
    }

    /** True positives of class {@code c} if every probability is a frequency; never less after another prediction. */
    public double expectedTp(int c) {
        return ScoreCells.toDouble(sum(c, ScoreCells.BINS));
    }

    /** False positives likewise. */
    public double expectedFp(int c) {
        return ScoreCells.toDouble(announced(c) * ScoreCells.ONE - sum(c, ScoreCells.BINS));
    }

    /** False negatives likewise. */
    public double expectedFn(int c) {
        return ScoreCells.toDouble(sum(c, 0));
    }

    private long sum(int c, int firstCell) {
        long sum = 0;
        for (int bin = 0; bin < ScoreCells.BINS; bin++) {
            sum += cells.get(c, firstCell + bin, SUM);
        }
        return sum;
    }

    /** Quadruples of class, cell (bin, or 10 + bin where the class was announced), records and sum of probabilities in quanta. */
    public long[] state() {
        return cells.state();
    }

    /** @throws IllegalArgumentException if {@link #state()} cannot have given this */
    public static ExpectedOutcomes fromState(long[] state) {
        ScoreCells cells = ScoreCells.fromState(WIDTH, state);
        ExpectedOutcomes outcomes = new ExpectedOutcomes(cells, 0);
        for (int c = 0; c < cells.classes(); c++) {
            outcomes.samples += outcomes.announced(c);
        }
        return outcomes;
    }

    ScoreCells cells() {
        return cells;
    }

    private void change(double[] probabilities, int announced, int times) {
        for (int c = 0; c < probabilities.length; c++) {
            long quanta = ScoreCells.quanta(probabilities[c]);
            cells.addRecords(c, ScoreCells.cell(quanta, c == announced), times, times * quanta);
        }
        samples += times;
    }
}
