package io.plumbline.evaluator.statistic;

/**
 * One sum over joined pairs. The same pairs in any order, split and merged in any way, some added and removed again, give
 * an equal {@link #state()}.
 *
 * <p>Threads: one at a time.
 */
public interface Statistic {
    /** Adds a pair; one that is of another task, or does not have what this is over, changes nothing. */
    void add(Contribution contribution);

    /** Takes away a pair that was added. */
    void remove(Contribution contribution);

    /** Adds every pair of {@code other}, which is of the same kind and stays as it is. */
    void merge(Statistic other);

    /** Whether no pair is in it. */
    boolean isEmpty();

    /** All that it holds, to be stored, sent and read back by its {@link StatisticKind}. */
    long[] state();
}
