package io.plumbline.trainer.schedule;

import io.plumbline.trainer.experiment.Settings;
import java.util.List;
import java.util.Locale;

/** What a schedule counts. */
enum Per {
    STEP {
        @Override
        long now(Moment at) {
            return at.step();
        }

        @Override
        double whole(Moment at) {
            return at.steps();
        }
    },
    EPOCH {
        @Override
        long now(Moment at) {
            return at.epoch();
        }

        @Override
        double whole(Moment at) {
            return at.epochs();
        }
    };

    static Per from(Settings schedule, Per byDefault) {
        String per = schedule.choice(
                "per", List.of("step", "epoch"), byDefault.name().toLowerCase(Locale.ROOT));
        return per.equals("epoch") ? EPOCH : STEP;
    }

    /** How many are done. */
    abstract long now(Moment at);

    /** How many the run has. */
    abstract double whole(Moment at);

    /** The part of the run that is done, in [0, 1]. */
    double part(Moment at) {
        return Math.min(1, now(at) / whole(at));
    }
}
