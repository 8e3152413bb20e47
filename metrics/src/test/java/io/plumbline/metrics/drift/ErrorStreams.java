package io.plumbline.metrics.drift;

import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** Seeded sequences of errors, and the detectors under test. */
final class ErrorStreams {
    private ErrorStreams() {}

    enum Kind {
        ADWIN(Adwin::new, Adwin::fromState),
        PAGE_HINKLEY(PageHinkley::new, PageHinkley::fromState),
        SCALED_ADWIN(ScaledErrors::adwin, ScaledErrors::adwinFromState),
        SCALED_PAGE_HINKLEY(ScaledErrors::pageHinkley, ScaledErrors::pageHinkleyFromState);

        private final Function<FalseAlarmBudget, ChangeDetector> fresh;
        private final Restored restored;

        Kind(Function<FalseAlarmBudget, ChangeDetector> fresh, Restored restored) {
            this.fresh = fresh;
            this.restored = restored;
        }

        ChangeDetector with(long budget) {
            return fresh.apply(new FalseAlarmBudget(budget));
        }

        ChangeDetector from(long budget, long[] state) {
            return restored.from(new FalseAlarmBudget(budget), state);
        }

        boolean scaled() {
            return this == SCALED_ADWIN || this == SCALED_PAGE_HINKLEY;
        }
    }

    interface Restored {
        ChangeDetector from(FalseAlarmBudget budget, long[] state);
    }

    /** 1 with this probability, else 0. */
    static DoubleSupplier mistakes(double probability, Random random) {
        return () -> random.nextDouble() < probability ? 1 : 0;
    }

    /** Magnitudes of normal errors. */
    static DoubleSupplier absolute(double deviation, Random random) {
        return () -> Math.abs(random.nextGaussian()) * deviation;
    }
}
