package io.plumbline.benchmarks.race;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Prints a result for a person: one line a figure, groups indented. */
public final class ResultTable {
    private static final int FIRST_COLUMN = 40;

    private ResultTable() {}

    public static void print(Map<String, ?> result, PrintWriter out) {
        print(result, out, "");
    }

    private static void print(Map<?, ?> group, PrintWriter out, String indent) {
        group.forEach((name, value) -> {
            String label = String.format(Locale.ROOT, "%-" + FIRST_COLUMN + "s", indent + name);
            if (value instanceof Map<?, ?> nested
                    && nested.get("min") instanceof Double min
                    && nested.get("median") instanceof Double median
                    && nested.get("max") instanceof Double max) {
                out.println(label + number(min) + " / " + number(median) + " / " + number(max));
            } else if (value instanceof Map<?, ?> nested) {
                out.println(indent + name);
                print(nested, out, indent + "  ");
            } else {
                out.println(label + (value instanceof Double figure ? number(figure) : value));
            }
        });
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.3f" : "%,.0f", value);
    }
}
