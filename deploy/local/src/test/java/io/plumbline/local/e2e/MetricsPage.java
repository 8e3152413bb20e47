package io.plumbline.local.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One reading of a {@code /metrics} page in Prometheus' text format 0.0.4. */
record MetricsPage(List<Sample> samples) {
    private static final Pattern LINE = Pattern.compile("([A-Za-z_:][\\w:]*)(?:\\{(.*)})? (\\S+)(?: \\d+)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    /** One series and its value. */
    record Sample(String name, Map<String, String> labels, double value) {
        private boolean matches(String wantedName, Map<String, String> wantedLabels) {
            return name.equals(wantedName) && labels.entrySet().containsAll(wantedLabels.entrySet());
        }
    }

    static MetricsPage parse(String text) {
        List<Sample> samples = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not a line of the Prometheus text format: " + line);
            }
            String labels = matcher.group(2) == null ? "" : matcher.group(2);
            samples.add(new Sample(matcher.group(1), labels(labels), value(matcher.group(3))));
        }
        return new MetricsPage(samples);
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher matcher = LABEL.matcher(text);
        while (matcher.find()) {
            String escaped = matcher.group(2);
            labels.put(
                    matcher.group(1),
                    escaped.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\"));
        }
        return labels;
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** The values of all series of that name with at least these labels, added up; 0 where there is none. */
    double sum(String name, Map<String, String> labels) {
        return samples.stream()
                .filter(sample -> sample.matches(name, labels))
                .mapToDouble(Sample::value)
                .sum();
    }

    /**
     * The value of the only series of that name with at least these labels.
     *
     * @throws AssertionError if there is none, or more than one
     */
    double only(String name, Map<String, String> labels) {
        List<Sample> found =
                samples.stream().filter(sample -> sample.matches(name, labels)).toList();
        if (found.size() != 1) {
            throw new AssertionError("expected one series " + name + labels + ", found " + found + "; of that name: "
                    + samples.stream()
                            .filter(sample -> sample.name().equals(name))
                            .toList());
        }
        return found.get(0).value();
    }
}
