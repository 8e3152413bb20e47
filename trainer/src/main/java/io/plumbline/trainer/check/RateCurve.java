package io.plumbline.trainer.check;

import io.plumbline.trainer.schedule.Moment;
import io.plumbline.trainer.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/**
 * The learning rate over a run, as far as it is known beforehand: a schedule that looks at validation is taken as if it saw
 * nothing.
 *
 * @param peakStep the first step with the highest rate, from 1
 * @param steps of the whole run
 * @param sampled rates at evenly spread steps, the first and the last among them
 */
public record RateCurve(double first, double peak, long peakStep, double last, long steps, List<Double> sampled) {
    private static final int SAMPLES = 60;
    private static final long MOST_ASKED = 1_000_000;
    /** Eighths of a line's height, as fonts have them; a rate of zero still shows. */
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";
    /** The same where the terminal speaks ASCII only. */
    private static final String ASCII = "_.-:=+*#";

    public RateCurve {
        sampled = List.copyOf(sampled);
    }

    /** Asks a schedule for the steps of a run: all of them, or a million evenly spread. */
    public static RateCurve of(Schedule schedule, long steps, long stepsPerEpoch) {
        LongToDoubleFunction rate = step -> schedule.rate(new Moment(step, stepsPerEpoch, steps));
        double peak = Double.NEGATIVE_INFINITY;
        long peakStep = 1;
        long stride = 1 + steps / MOST_ASKED;
        for (long step = 0; step < steps; step = step == steps - 1 ? steps : Math.min(step + stride, steps - 1)) {
            double here = rate.applyAsDouble(step);
            if (here > peak) {
                peak = here;
                peakStep = step + 1;
            }
        }
        int samples = (int) Math.min(SAMPLES, steps);
        List<Double> sampled = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            sampled.add(rate.applyAsDouble(Math.round(i * (steps - 1.0) / Math.max(1, samples - 1))));
        }
        return new RateCurve(sampled.get(0), peak, peakStep, sampled.get(samples - 1), steps, sampled);
    }

    /** The curve as one line of text, from zero to the peak. */
    public String sparkline(boolean ascii) {
        StringBuilder line = new StringBuilder();
        String levels = ascii ? ASCII : BLOCKS;
        for (double rate : sampled) {
            int level = peak > 0 ? (int) Math.round(rate / peak * (levels.length() - 1)) : 0;
            line.append(levels.charAt(level));
        }
        return line.toString();
    }
}
