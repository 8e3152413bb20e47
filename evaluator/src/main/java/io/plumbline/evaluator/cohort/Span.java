package io.plumbline.evaluator.cohort;

import java.util.Comparator;

/**
 * The stretch of time that a cohort's predictions were made in.
 *
 * @param startMillis since the epoch
 * @param widthMillis 0 in {@link #SETTLED} alone
 */
public record Span(long startMillis, long widthMillis) implements Comparable<Span> {
    /** Everything before the cohorts that are kept apart: no label is awaited there any more. */
    public static final Span SETTLED = new Span(Long.MIN_VALUE, 0);

    private static final Comparator<Span> ORDER =
            Comparator.comparingLong(Span::startMillis).thenComparingLong(Span::widthMillis);

    /** @throws IllegalArgumentException if it is no stretch */
    public Span {
        boolean settled = startMillis == Long.MIN_VALUE && widthMillis == 0;
        if (!settled && (widthMillis < 1 || startMillis > Long.MAX_VALUE - widthMillis)) {
            throw new IllegalArgumentException(
                    "span starts at " + startMillis + " and is " + widthMillis + " ms long, expected at least 1");
        }
    }

    public boolean settled() {
        return widthMillis == 0;
    }

    /** Age of its last prediction; as old as can be for those that are settled. */
    public long youngestMillis(long nowMillis) {
        return settled() ? Long.MAX_VALUE : Math.max(0, nowMillis - startMillis - widthMillis);
    }

    /** Age of its first prediction. */
    public long oldestMillis(long nowMillis) {
        return settled() ? Long.MAX_VALUE : Math.max(0, nowMillis - startMillis);
    }

    @Override
    public int compareTo(Span other) {
        return ORDER.compare(this, other);
    }
}
