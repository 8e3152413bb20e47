package io.plumbline.trainer.schedule;

import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/** The learning rate at each step of a run; a function of the step alone, so that any step can be asked for. */
public interface Schedule {
    List<String> TYPES = List.of("constant", "cosine");

    /**
     * The rate at one step.
     *
     * @param step from 0
     * @param steps of the whole run
     */
    double rate(long step, long steps);

    static Schedule from(Settings schedule) {
        double rate = schedule.real("learning-rate", 0, 10);
        return schedule.choice("type", TYPES).equals("cosine")
                ? new Cosine(rate, schedule.real("warm-up", 0, 1, 0.1), schedule.real("final", 0, 1, 0))
                : new Constant(rate);
    }

    /** The same rate at every step. */
    record Constant(double rate) implements Schedule {
        @Override
        public double rate(long step, long steps) {
            return rate;
        }
    }

    /**
     * A linear rise to the peak, then half a cosine down.
     *
     * @param warmUp the fraction of the steps that the rise takes, in [0, 1]
     * @param floor the last rate as a fraction of the peak, in [0, 1]
     */
    record Cosine(double peak, double warmUp, double floor) implements Schedule {
        @Override
        public double rate(long step, long steps) {
            double rise = warmUp * steps;
            if (step < rise) {
                return peak * (step + 1) / Math.max(1, Math.ceil(rise));
            }
            double done = steps <= rise ? 1 : (step - rise) / (steps - rise);
            return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done))));
        }
    }
}
