package io.plumbline.metrics.ranking;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The relevances of a query's items, best score first, in working memory that is used again for the next query.
 *
 * <p>Order: one primitive sort of longs whose upper bits are those of the score and whose lower bits the position; a pass of
 * insertions then mends what the bits left out of the key left open. Where few ranks of many count, only the items are sorted
 * that can be among them: those whose upper bits are no worse than the last that counts, and so all that tie with it.
 *
 * <p>An unjudged item has the relevance -0.0: it counts as 0, sorts below it, and can be told from it.
 */
final class ServedRanks {
    private static final int FIRST_CAPACITY = 128;
    /** Up to so many ranks, keeping the best in order while reading is cheaper than sorting all. */
    private static final int FEW = 64;

    private int served;
    private int ranked;
    private final long[] best = new long[FEW];
    private long[] keys = new long[FIRST_CAPACITY];
    private int[] order = new int[FIRST_CAPACITY];
    private double[] byRank = new double[FIRST_CAPACITY];
    /** For the first rank of a run of equal scores the rank after its last; ranks from 0 on. */
    private int[] end = new int[FIRST_CAPACITY];

    private boolean[] positive = new boolean[FIRST_CAPACITY];

    /** How many items were served. */
    int served() {
        return served;
    }

    /** How many of them have a rank here: those that count, and all that tie with the last of these. */
    int ranked() {
        return ranked;
    }

    /** The relevance at a rank from 0 on, in the order of the last {@link #order}. */
    double relevance(int rank) {
        return byRank[rank];
    }

    static boolean isUnjudged(double relevance) {
        return relevance == 0 && 1 / relevance < 0;
    }

    /** Whether the score at {@code rank} is above 0. */
    boolean positive(int rank) {
        return positive[rank];
    }

    /** The rank after the run of equal scores that begins at {@code start}. */
    int endOfRun(int start) {
        return end[start];
    }

    /** Reads the items that can be within the first {@code depth} ranks. */
    void read(RankedQuery query, int depth) {
        served = query.items().size();
        if (served > keys.length) {
            int capacity = Math.max(served, 2 * keys.length);
            keys = new long[capacity];
            order = new int[capacity];
            byRank = new double[capacity];
            end = new int[capacity];
            positive = new boolean[capacity];
        }
        long positions = served < 2 ? 0 : 2L * Integer.highestOneBit(served - 1) - 1;
        for (int i = 0; i < served; i++) {
            keys[i] = (descending(query.scoreAt(i)) & ~positions) | i;
        }
        ranked = served;
        if (depth <= FEW && depth < served) {
            keep(worstOfBest(depth) | positions);
        }
        Arrays.sort(keys, 0, ranked);
        for (int rank = 0; rank < ranked; rank++) {
            int position = (int) (keys[rank] & positions);
            double score = query.scoreAt(position);
            int place = rank;
            while (place > 0 && comesBefore(query, score, position, order[place - 1])) {
                order[place] = order[place - 1];
                place--;
            }
            order[place] = position;
        }
        int start = 0;
        for (int rank = 1; rank <= ranked; rank++) {
            if (rank == ranked || query.scoreAt(order[rank]) != query.scoreAt(order[start])) {
                end[start] = rank;
                start = rank;
            }
        }
        for (int rank = 0; rank < ranked; rank++) {
            positive[rank] = query.scoreAt(order[rank]) > 0;
        }
    }

    /** The {@code depth}th smallest key. */
    private long worstOfBest(int depth) {
        int count = 0;
        for (int i = 0; i < served; i++) {
            long key = keys[i];
            if (count < depth || key < best[count - 1]) {
                int place = count < depth ? count++ : count - 1;
                while (place > 0 && best[place - 1] > key) {
                    best[place] = best[place - 1];
                    place--;
                }
                best[place] = key;
            }
        }
        return best[depth - 1];
    }

    private void keep(long largest) {
        ranked = 0;
        for (int i = 0; i < served; i++) {
            if (keys[i] <= largest) {
                keys[ranked++] = keys[i];
            }
        }
    }

    /** Puts the items of equal score into the order of {@code ties}; for their mean, ascending, so that their sum has one value. */
    void order(RankedQuery query, TieMode ties) {
        for (int start = 0; start < ranked; start = end[start]) {
            int stop = end[start];
            if (stop - start > 1 && ties == TieMode.TREC) {
                orderByIdDescending(query, start, stop);
            }
            for (int rank = start; rank < stop; rank++) {
                byRank[rank] = query.relevanceOrUnjudged(order[rank]);
            }
            if (stop - start > 1
                    && (ties == TieMode.EXPECTED || ties == TieMode.PESSIMISTIC || ties == TieMode.OPTIMISTIC)) {
                Arrays.sort(byRank, start, stop);
                if (ties == TieMode.OPTIMISTIC) {
                    reverse(start, stop);
                }
            }
        }
    }

    /** Whether two orders of tied items can differ in worth within the first {@code depth} ranks. */
    boolean tiesMatterWithin(int depth) {
        for (int start = 0; start < ranked && start < depth; start = end[start]) {
            for (int rank = start + 1; rank < end[start]; rank++) {
                if (byRank[rank] != byRank[start]) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Order by larger score, then by the earlier position. */
    private static boolean comesBefore(RankedQuery query, double score, int position, int other) {
        double otherScore = query.scoreAt(other);
        return score > otherScore || (score == otherScore && position < other);
    }

    /** Bits that ascend as {@code score} descends. */
    private static long descending(double score) {
        long bits = Double.doubleToRawLongBits(score);
        return ~(bits ^ ((bits >> 63) & Long.MAX_VALUE));
    }

    private void reverse(int start, int stop) {
        for (int i = start, j = stop - 1; i < j; i++, j--) {
            double swapped = byRank[i];
            byRank[i] = byRank[j];
            byRank[j] = swapped;
        }
    }

    private void orderByIdDescending(RankedQuery query, int start, int stop) {
        record Item(int position, byte[] id) {}
        Item[] items = new Item[stop - start];
        for (int i = 0; i < items.length; i++) {
            int position = order[start + i];
            items[i] = new Item(position, query.items().get(position).getBytes(StandardCharsets.UTF_8));
        }
        Arrays.sort(items, (a, b) -> Arrays.compareUnsigned(b.id, a.id));
        for (int i = 0; i < items.length; i++) {
            order[start + i] = items[i].position;
        }
    }
}
