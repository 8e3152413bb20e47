package io.plumbline.local.demo;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How fast requests are sent, before and after the better model serves.
 *
 * <p>With a limited number of records, both versions shall have their part and the swap shall happen under load, however
 * long the training takes. So no more than {@value #SHARE_BEFORE} of them are sent before it, at a rate in proportion to
 * how many of those are left: it decays and hardly ever reaches zero.
 */
record TrafficPlan(OptionalLong records, OptionalDouble ratePerSecond) {
    static final double SHARE_BEFORE = 0.6;

    /** What is left before the swap would last so long at the present rate. */
    private static final double DECAY_SECONDS = 12;

    private static final double SLOWEST_PER_SECOND = 2;
    private static final double ENDLESS_PER_SECOND = 100;
    private static final double FINISH_PER_SECOND = 500;

    /** How many requests may be sent before the better model serves. */
    long mostBefore() {
        return records.isEmpty() ? Long.MAX_VALUE : (long) Math.ceil(SHARE_BEFORE * (records.getAsLong() - 1));
    }

    /** How many requests there are in all. */
    long mostInAll() {
        return records.orElse(Long.MAX_VALUE);
    }

    double rateBefore(long sent) {
        double wish = ratePerSecond.orElse(ENDLESS_PER_SECOND);
        if (records.isEmpty()) {
            return wish;
        }
        return Math.min(wish, Math.max(SLOWEST_PER_SECOND, (mostBefore() - sent) / DECAY_SECONDS));
    }

    double rateAfter() {
        return ratePerSecond.orElse(records.isEmpty() ? ENDLESS_PER_SECOND : FINISH_PER_SECOND);
    }
}
