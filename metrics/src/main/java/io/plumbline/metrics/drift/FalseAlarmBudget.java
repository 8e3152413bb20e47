package io.plumbline.metrics.drift;

/**
 * How often a detector may report a change where there is none.
 *
 * @param samples expected number of errors from a start to the first false alarm, at least; 100,000 means one false alarm in 100,000
 *     labelled records, or fewer. From {@value #LEAST} to {@value #MOST}. A larger budget makes a detector slower, but only
 *     logarithmically: ten times the samples cost about a quarter more delay
 */
public record FalseAlarmBudget(long samples) {
    public static final long LEAST = 1_000;
    public static final long MOST = 1_000_000_000_000L;

    public FalseAlarmBudget {
        if (samples < LEAST || samples > MOST) {
            throw new IllegalArgumentException(
                    "false alarms: one in " + samples + " samples, expected one in " + LEAST + " to " + MOST);
        }
    }
}
