package io.plumbline.evaluator.cohort;

import java.time.Duration;
import java.util.List;

/**
 * How time is cut into cohorts, and how long they are kept apart: for twice as long as labels are awaited, so that there always
 * are cohorts whose labels have all come.
 *
 * @param horizon how long labels are awaited
 * @param widthMillis of a cohort
 */
public record Spans(Duration horizon, long widthMillis) {
    /** In each horizon at most: more would say no more about delays, and be paid for in state. */
    private static final int A_HORIZON = 32;

    private static final List<Duration> WIDTHS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12),
            Duration.ofDays(1),
            Duration.ofDays(2),
            Duration.ofDays(4),
            Duration.ofDays(8));

    /** @throws IllegalArgumentException if the width is not positive */
    public Spans {
        if (widthMillis < 1) {
            throw new IllegalArgumentException("width is " + widthMillis + " ms, expected at least 1");
        }
    }

    /** With the width that suits a horizon. */
    public static Spans of(Duration horizon) {
        Duration least = horizon.dividedBy(A_HORIZON);
        return new Spans(
                horizon,
                WIDTHS.stream()
                        .filter(width -> width.compareTo(least) >= 0)
                        .findFirst()
                        .orElse(least)
                        .toMillis());
    }

    /** The cohort of this time, as long as it is kept apart. */
    public Span at(long timeMillis) {
        // Not below what a long holds, whatever a record's timestamp says.
        long time = Math.max(timeMillis, Long.MIN_VALUE + widthMillis);
        long start = Math.floorDiv(time, widthMillis) * widthMillis;
        return new Span(Math.min(start, Long.MAX_VALUE - widthMillis), widthMillis);
    }

    /** Cohorts that begin before are settled. */
    public long floorMillis(long nowMillis) {
        return at(nowMillis - 2 * horizon.toMillis()).startMillis();
    }
}
