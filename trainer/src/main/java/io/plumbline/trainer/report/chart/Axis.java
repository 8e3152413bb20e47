package io.plumbline.trainer.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * One axis: values to pixels, with ticks at round numbers.
 *
 * <p>A linear axis ticks at 1, 2 or 5 times a power of ten; a logarithmic one at powers of ten, or at 1, 2 and 5 times them
 * when there are few.
 */
public final class Axis {
    private static final int TICKS = 5;
    /** From this ratio on small values would lie on the floor of a linear axis. */
    private static final double LOG_RATIO = 100;

    private final double low;
    private final double high;
    private final boolean log;
    private final List<Double> ticks;

    private Axis(double low, double high, boolean log, List<Double> ticks) {
        this.low = low;
        this.high = high;
        this.log = log;
        this.ticks = ticks;
    }

    /** From {@code min} to {@code max} exactly; a range of nothing is widened. */
    public static Axis linear(double min, double max) {
        double low = min;
        double high = max;
        if (!(high > low)) {
            double room = low == 0 ? 1 : Math.abs(low) * 0.1;
            low -= room;
            high += room;
        }
        double step = step(high - low);
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            ticks.add(i * step);
        }
        return new Axis(low, high, false, ticks);
    }

    /** For whole numbers such as steps: no tick between them. */
    public static Axis whole(double min, double max) {
        Axis axis = linear(min, max);
        return new Axis(
                axis.low,
                axis.high,
                false,
                axis.ticks.stream().filter(tick -> tick == Math.rint(tick)).toList());
    }

    /** With a little room around, and logarithmic when all is positive and spans two powers of ten. */
    public static Axis padded(double min, double max) {
        if (min > 0 && max / min >= LOG_RATIO) {
            return log(min, max);
        }
        double room = (max - min) * 0.05;
        boolean floor = min >= 0 && min - room < 0;
        return linear(floor ? 0 : min - room, max + room);
    }

    private static Axis log(double min, double max) {
        double low = min / 1.15;
        double high = max * 1.15;
        int first = (int) Math.floor(Math.log10(low));
        int last = (int) Math.ceil(Math.log10(high));
        int every = Math.max(1, (last - first) / 6);
        double[] parts = last - first <= 3 ? new double[] {1, 2, 5} : new double[] {1};
        List<Double> ticks = new ArrayList<>();
        for (int exponent = first; exponent <= last; exponent += every) {
            for (double part : parts) {
                double tick = part * Math.pow(10, exponent);
                if (tick >= low && tick <= high) {
                    ticks.add(tick);
                }
            }
        }
        return new Axis(low, high, true, ticks);
    }

    public List<Double> ticks() {
        return ticks;
    }

    public boolean logarithmic() {
        return log;
    }

    /** Where a value lies: 0 at the low end, 1 at the high one; what is outside lies on the end. */
    public double position(double value) {
        double at = log
                ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
                : (value - low) / (high - low);
        return Math.min(1, Math.max(0, at));
    }

    double low() {
        return low;
    }

    /** The tick's number, with the digits that tell neighbours apart. */
    String label(double tick) {
        double size = Math.max(Math.abs(low), Math.abs(high));
        double clean = Math.abs(tick) < size * 1e-9 ? 0 : tick;
        if (clean == 0) {
            return "0";
        }
        if (!log && size >= 10_000 && size < 1e9) {
            return size >= 1e6 ? Numbers.text(clean / 1e6) + "M" : Numbers.text(clean / 1e3) + "k";
        }
        return Numbers.text(clean);
    }

    /** The width of a bin or of the room between ticks that is 1, 2 or 5 times a power of ten, about {@value #TICKS} of them. */
    private static double step(double range) {
        return step(range, TICKS);
    }

    /** As near as possible to {@code count} equal parts of {@code range}, each 1, 2 or 5 times a power of ten. */
    public static double step(double range, int count) {
        double raw = range / count;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double part = raw / power;
        return power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10);
    }
}
