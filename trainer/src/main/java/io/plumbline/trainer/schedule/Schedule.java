package io.plumbline.trainer.schedule;

import io.plumbline.trainer.experiment.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** The learning rate at each step of a run. */
public interface Schedule {
    List<String> TYPES = List.of(
            "constant",
            "step",
            "multi-step",
            "exponential",
            "cosine",
            "cosine-restarts",
            "one-cycle",
            "plateau",
            "polynomial");

    /** The rate at one step; the same for the same moment and state, whichever moments were asked for before. */
    double rate(Moment at);

    /**
     * Hears how an epoch ended.
     *
     * @param values every number that was validated, by name; {@code loss} is among them
     * @throws io.plumbline.trainer.experiment.InvalidExperimentException if the schedule waits for a number that is not
     */
    default void validated(Map<String, Double> values) {}

    /** What the rates depend on besides the moment; empty for most. */
    default Map<String, Double> state() {
        return Map.of();
    }

    /** Goes on from what {@link #state} gave. */
    default void restore(Map<String, Double> state) {}

    /**
     * The rates over a run as they are known now, to be drawn.
     *
     * @param points at most this many, at least 2, evenly spaced; the first and the last step are among them
     */
    default List<Point> curve(long stepsPerEpoch, long steps, int points) {
        long count = Math.min(points, steps);
        return LongStream.range(0, count)
                .map(i -> count == 1 ? 0 : i * (steps - 1) / (count - 1))
                .mapToObj(step -> new Point(step, rate(new Moment(step, stepsPerEpoch, steps))))
                .toList();
    }

    /**
     * The rate of one step.
     *
     * @param step from 0
     */
    record Point(long step, double rate) {}

    /** A schedule as an experiment describes it; each run takes a new one. */
    interface Config {
        Schedule start();

        /** The validated number that it waits for; empty for one that looks at no validation. */
        default Optional<String> metric() {
            return Optional.empty();
        }
    }

    static Config from(Settings schedule) {
        return ScheduleSettings.read(schedule);
    }
}
