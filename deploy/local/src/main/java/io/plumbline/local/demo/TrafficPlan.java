package io.plumbline.local.demo;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How many requests are sent in each phase of a demo, and how fast.
 *
 * <p>With a limited number of records, both versions shall have their part and the swap shall happen under load, however
 * long the training takes. So each phase has its share of the records. During the training the rate is in proportion to
 * what is left of that share: it decays and hardly ever reaches zero.
 */
record TrafficPlan(OptionalLong records, OptionalDouble ratePerSecond) {
    /** What is left before the swap would last so long at the present rate. */
    private static final double DECAY_SECONDS = 15;

    /** A swap takes some seconds; its share lasts longer. */
    private static final double SWAP_SECONDS = 20;

    private static final double SLOWEST_PER_SECOND = 2;
    private static final double ENDLESS_PER_SECOND = 100;
    private static final double FINISH_PER_SECOND = 250;

    /** Where the better model stands. */
    enum Phase {
        TRAINING(0.5),
        SWAPPING(0.7),
        SERVING(1);

        private final double shareUntilItsEnd;

        Phase(double shareUntilItsEnd) {
            this.shareUntilItsEnd = shareUntilItsEnd;
        }
    }

    /** How many requests may have been sent by the end of a phase. */
    long most(Phase phase) {
        return records.isEmpty() ? Long.MAX_VALUE : (long) (phase.shareUntilItsEnd * records.getAsLong());
    }

    /** Requests a second, when so many were sent already. */
    double rate(Phase phase, long sent) {
        double wish = ratePerSecond.orElse(
                phase == Phase.SERVING && records.isPresent() ? FINISH_PER_SECOND : ENDLESS_PER_SECOND);
        if (records.isEmpty() || phase == Phase.SERVING) {
            return wish;
        }
        double lasting = phase == Phase.TRAINING
                ? (most(phase) - sent) / DECAY_SECONDS
                : (most(phase) - most(Phase.TRAINING)) / SWAP_SECONDS;
        return Math.min(wish, Math.max(SLOWEST_PER_SECOND, lasting));
    }
}
