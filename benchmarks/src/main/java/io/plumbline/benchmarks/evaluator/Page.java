package io.plumbline.benchmarks.evaluator;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} said at one moment, in Prometheus' text format. */
record Page(String text) {
    /** A name, its labels, and a value. */
    private static final Pattern SAMPLE = Pattern.compile("^([a-z_]+)(?:\\{(.*)})? (\\S+)$", Pattern.MULTILINE);

    /**
     * The sum of all series of that name that have these labels; 0 without one.
     *
     * @param labels some of the labels, with their values
     */
    double sum(String name, Map<String, String> labels) {
        Matcher matcher = SAMPLE.matcher(text);
        double sum = 0;
        while (matcher.find()) {
            if (matcher.group(1).equals(name) && has(matcher.group(2), labels)) {
                sum += Double.parseDouble(matcher.group(3));
            }
        }
        return sum;
    }

    private static boolean has(String found, Map<String, String> wanted) {
        return wanted.entrySet().stream()
                .allMatch(label -> ("," + found).contains("," + label.getKey() + "=\"" + label.getValue() + "\""));
    }

    /** How many series it tells of. */
    long series() {
        return SAMPLE.matcher(text).results().count();
    }
}
