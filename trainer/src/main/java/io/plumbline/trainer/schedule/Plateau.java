package io.plumbline.trainer.schedule;

import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.metric.TaskMetrics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A rate that falls when a validated number has stopped getting better; equal to torch.optim's ReduceLROnPlateau.
 *
 * <p>Better is better than the best so far by the threshold. A number that is NaN is not better. Threads: one.
 */
final class Plateau implements Schedule {
    /** A fall by less than this is not worth it; torch.optim's {@code eps}. */
    private static final double LEAST_FALL = 1e-8;

    private static final String RATE = "rate";
    private static final String BEST = "best";
    private static final String BAD = "bad_epochs";
    private static final String COOLDOWN = "cooldown";

    /**
     * See {@link Plateau}.
     *
     * @param maximize whether a larger number is better; unless it is written, the metric says it
     * @param patience so many validations in a row may pass without a better one
     * @param relative whether the threshold is a fraction of the best instead of a difference
     * @param cooldown so many validations after a fall do not count as bad
     */
    record Config(
            double start,
            String metric,
            boolean maximize,
            double factor,
            int patience,
            double threshold,
            boolean relative,
            int cooldown,
            double least) {
        static Config from(double start, Settings schedule) {
            return new Config(
                    start,
                    schedule.text("metric", "loss"),
                    maximizes(schedule),
                    schedule.real("factor", 0, 0.9999, 0.1),
                    schedule.whole("patience", 0, 100_000, 10),
                    schedule.real("threshold", 0, 1e9, 1e-4),
                    schedule.choice("threshold-mode", List.of("rel", "abs"), "rel")
                            .equals("rel"),
                    schedule.whole("cooldown", 0, 100_000, 0),
                    schedule.real("min-lr", 0, 10, 0));
        }

        private static boolean maximizes(Settings schedule) {
            String mode = schedule.choice("mode", List.of("auto", "min", "max"), "auto");
            return mode.equals("auto")
                    ? TaskMetrics.higherIsBetter(schedule.text("metric", "loss"))
                    : mode.equals("max");
        }

        private double worst() {
            return maximize ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }

        /** The best times the factor, in this order, so that an infinite best is one that anything finite is better than. */
        private boolean better(double value, double best) {
            if (relative) {
                return maximize ? value > best * (1 + threshold) : value < best * (1 - threshold);
            }
            return maximize ? value > best + threshold : value < best - threshold;
        }
    }

    private final Config config;
    private double rate;
    /** The worst there is before the first validation. */
    private double best;

    private int bad;
    private int cooling;

    Plateau(Config config) {
        this.config = config;
        this.rate = config.start();
        this.best = config.worst();
    }

    @Override
    public double rate(Moment at) {
        return rate;
    }

    @Override
    public void validated(Map<String, Double> values) {
        Double value = values.get(config.metric());
        if (value == null) {
            throw new InvalidExperimentException(
                    "experiment",
                    List.of("schedule.metric is '" + config.metric() + "', which is not validated, expected one of "
                            + new TreeSet<>(values.keySet())));
        }
        if (config.better(value, best)) {
            best = value;
            bad = 0;
        } else {
            bad++;
        }
        if (cooling > 0) {
            cooling--;
            bad = 0;
        }
        if (bad > config.patience()) {
            fall();
            cooling = config.cooldown();
            bad = 0;
        }
    }

    private void fall() {
        double lower = Math.max(rate * config.factor(), config.least());
        if (rate - lower > LEAST_FALL) {
            rate = lower;
        }
    }

    @Override
    public Map<String, Double> state() {
        Map<String, Double> state = new TreeMap<>(Map.of(RATE, rate, BAD, (double) bad, COOLDOWN, (double) cooling));
        if (best != config.worst()) {
            state.put(BEST, best);
        }
        return state;
    }

    @Override
    public void restore(Map<String, Double> state) {
        rate = number(state, RATE);
        bad = (int) number(state, BAD);
        cooling = (int) number(state, COOLDOWN);
        best = state.getOrDefault(BEST, config.worst());
    }

    private static double number(Map<String, Double> state, String name) {
        Double number = state.get(name);
        if (number == null) {
            throw new IllegalArgumentException("schedule state has no '" + name + "', expected a plateau's state");
        }
        return number;
    }
}
