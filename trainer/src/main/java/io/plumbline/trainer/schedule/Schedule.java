package io.plumbline.trainer.schedule;

import io.plumbline.trainer.experiment.Settings;
import java.util.List;
import java.util.Map;

/** The learning rate at each step of a run. */
public interface Schedule {
    List<String> TYPES = List.of("constant", "cosine");

    /** The rate at one step; the same for the same moment, whichever moments were asked for before. */
    double rate(Moment at);

    /**
     * Hears how an epoch ended.
     *
     * @param values every number that was validated, by name; {@code loss} is among them
     */
    default void validated(Map<String, Double> values) {}

    /** What the rates depend on besides the moment; empty for most. */
    default Map<String, Double> state() {
        return Map.of();
    }

    /** Goes on from what {@link #state} gave. */
    default void restore(Map<String, Double> state) {}

    /** A schedule as an experiment describes it; each run takes a new one. */
    interface Config {
        Schedule start();
    }

    static Config from(Settings schedule) {
        double rate = schedule.real("learning-rate", 0, 10);
        if (schedule.choice("type", TYPES).equals("cosine")) {
            Schedule cosine = new Cosine(rate, schedule.real("warm-up", 0, 1, 0.1), schedule.real("final", 0, 1, 0));
            return () -> cosine;
        }
        return () -> new Constant(rate);
    }

    /** The same rate at every step. */
    record Constant(double rate) implements Schedule {
        @Override
        public double rate(Moment at) {
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
        public double rate(Moment at) {
            double rise = warmUp * at.steps();
            if (at.step() < rise) {
                return peak * (at.step() + 1) / Math.max(1, Math.ceil(rise));
            }
            double done = at.steps() <= rise ? 1 : (at.step() - rise) / (at.steps() - rise);
            return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done))));
        }
    }
}
