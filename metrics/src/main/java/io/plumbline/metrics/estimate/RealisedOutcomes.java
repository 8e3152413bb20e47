package io.plumbline.metrics.estimate;

/**
 * What became of predictions, by what they had said of themselves: as {@link ExpectedOutcomes}, over labelled predictions alone, and
 * with how often each class was the true one. {@link Recalibration} learns from it, {@link CalibrationGap} compares the two.
 *
 * <p>Any order of the same predictions, any split and merge, and any prediction added and removed again, gives the same
 * {@link #state()}.
 *
 * <p>Threads: one at a time. Memory: 480 bytes a class. Cost: adding goes twice over the classes.
 */
public final class RealisedOutcomes {
    private static final int RECORDS = 0;
    private static final int SUM = 1;
    private static final int TRUE = 2;
    private static final int WIDTH = 3;

    private final ScoreCells cells;
    private long samples;

    /** Of no predictions. */
    public RealisedOutcomes() {
        this(new ScoreCells(WIDTH), 0);
    }

    private RealisedOutcomes(ScoreCells cells, long samples) {
        this.cells = cells;
        this.samples = samples;
    }

    /**
     * Counts one labelled prediction.
     *
     * @param probabilities one per class
     * @param announced the class that was predicted
     * @param actual the true class
     * @throws IllegalArgumentException if these are no probabilities that sum to 1 within 0.001; then nothing has changed
     * @throws IllegalStateException if more than 2^39 would be counted; then nothing has changed
     */
    public void add(double[] probabilities, int announced, int actual) {
        ScoreCells.check(probabilities, "announced", announced);
        ScoreCells.check(probabilities, "actual", actual);
        if (samples == ScoreCells.MAX_TERMS) {
            throw new IllegalStateException("cannot add to " + samples + " predictions: no more fit");
        }
        change(probabilities, announced, actual, 1);
    }

    /**
     * Takes out a prediction that was added before.
     *
     * @throws IllegalStateException if it cannot have been; then nothing has changed
     */
    public void remove(double[] probabilities, int announced, int actual) {
        ScoreCells.check(probabilities, "announced", announced);
        ScoreCells.check(probabilities, "actual", actual);
        for (int c = 0; c < probabilities.length; c++) {
            long quanta = ScoreCells.quanta(probabilities[c]);
            int cell = ScoreCells.cell(quanta, c == announced);
            long records = cells.get(c, cell, RECORDS) - 1;
            long left = cells.get(c, cell, SUM) - quanta;
            long positives = cells.get(c, cell, TRUE) - (c == actual ? 1 : 0);
            if (records < 0 || left < 0 || left > records * ScoreCells.ONE || positives < 0 || positives > records) {
                throw new IllegalStateException("cannot remove a prediction of class " + announced + " that was "
                        + actual + ": no such prediction is among the " + samples + " counted");
            }
        }
        change(probabilities, announced, actual, -1);
    }

    /**
     * Adds every prediction of {@code other}, which stays as it is.
     *
     * @throws IllegalStateException if more than 2^39 would be counted; then nothing has changed
     */
    public void merge(RealisedOutcomes other) {
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

    /** Predictions whose announced class was the true one. */
    public long correct() {
        long sum = 0;
        for (int c = 0; c < cells.classes(); c++) {
            for (int bin = 0; bin < ScoreCells.BINS; bin++) {
                sum += cells.get(c, ScoreCells.BINS + bin, TRUE);
            }
        }
        return sum;
    }

    /** What the same predictions said before their labels came. */
    public ExpectedOutcomes before() {
        long[] state = state();
        long[] without = new long[state.length / (WIDTH + 2) * (WIDTH + 1)];
        for (int from = 0, to = 0; from < state.length; from += WIDTH + 2, to += WIDTH + 1) {
            System.arraycopy(state, from, without, to, WIDTH + 1);
        }
        return ExpectedOutcomes.fromState(without);
    }

    /** Quintuples: as {@link ExpectedOutcomes#state()}, and of how many the class was the true one. */
    public long[] state() {
        return cells.state();
    }

    /** @throws IllegalArgumentException if {@link #state()} cannot have given this */
    public static RealisedOutcomes fromState(long[] state) {
        ScoreCells cells = ScoreCells.fromState(WIDTH, state);
        RealisedOutcomes outcomes = new RealisedOutcomes(cells, 0);
        for (int c = 0; c < cells.classes(); c++) {
            for (int bin = 0; bin < ScoreCells.BINS; bin++) {
                outcomes.samples += cells.get(c, ScoreCells.BINS + bin, RECORDS);
            }
        }
        return outcomes;
    }

    int classes() {
        return cells.classes();
    }

    /** Labelled predictions whose probability of class {@code c} is in this bin, whatever was announced. */
    long records(int c, int bin) {
        return cells.get(c, bin, RECORDS) + cells.get(c, ScoreCells.BINS + bin, RECORDS);
    }

    /** Sum of those probabilities. */
    double sum(int c, int bin) {
        return ScoreCells.toDouble(cells.get(c, bin, SUM) + cells.get(c, ScoreCells.BINS + bin, SUM));
    }

    /** How many of those are of class {@code c}. */
    long positives(int c, int bin) {
        return cells.get(c, bin, TRUE) + cells.get(c, ScoreCells.BINS + bin, TRUE);
    }

    private void change(double[] probabilities, int announced, int actual, int times) {
        for (int c = 0; c < probabilities.length; c++) {
            long quanta = ScoreCells.quanta(probabilities[c]);
            int cell = ScoreCells.cell(quanta, c == announced);
            cells.addRecords(c, cell, times, times * quanta);
            cells.addTo(c, cell, TRUE, c == actual ? times : 0);
        }
        samples += times;
    }
}
