package io.plumbline.trainer.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as a person reads them. */
public final class Numbers {
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);
    private static final double LARGE = 1e9;
    private static final double SMALL = 1e-4;

    private Numbers() {}

    /** Four digits that matter, no trailing zeros; whole from 1000 on, with a power of ten when very large or small. */
    public static String text(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        if (value == 0) {
            return "0";
        }
        double magnitude = Math.abs(value);
        if (magnitude >= 1000 && magnitude < LARGE) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        return magnitude >= SMALL && magnitude < LARGE ? rounded.toPlainString() : scientific(rounded);
    }

    /** A number of [0, 1], with as many digits as its neighbours. */
    public static String share(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** A whole number with its thousands apart. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f');
    }

    /** So many of something: {@code 1 item}, {@code 2 items}. */
    public static String count(long value, String one, String more) {
        return count(value) + " " + (value == 1 ? one : more);
    }

    /** Hours, minutes and seconds, the largest two of them. */
    public static String duration(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
    }

    private static String scientific(BigDecimal value) {
        int exponent = value.precision() - value.scale() - 1;
        return value.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }
}
