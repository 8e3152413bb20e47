package io.plumbline.local.scrape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prometheus's text format 0.0.4: {@code name{label="value"} 1.5 [timestamp]}, a sample a line, {@code #} comments. */
final class MetricsText {
    private final String line;
    private int at;

    private MetricsText(String line) {
        this.line = line;
    }

    /** @throws IllegalArgumentException if a line is no sample; the message shows it */
    static List<Sample> parse(String page) {
        List<Sample> samples = new ArrayList<>();
        page.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> samples.add(new MetricsText(line).sample()));
        return samples;
    }

    private Sample sample() {
        String name = until("{ ");
        Map<String, String> labels = peek() == '{' ? labels() : Map.of();
        String value = line.substring(at).strip().split("\\s+", 2)[0];
        return new Sample(name, labels, number(value));
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        at++;
        while (peek() != '}') {
            String name = until("=");
            expect('=');
            expect('"');
            labels.put(name.strip(), quoted());
            if (peek() == ',') {
                at++;
            }
        }
        at++;
        return labels;
    }

    private String quoted() {
        StringBuilder text = new StringBuilder();
        while (peek() != '"') {
            char c = line.charAt(at++);
            if (c == '\\') {
                char escaped = peek();
                at++;
                text.append(escaped == 'n' ? '\n' : escaped);
            } else {
                text.append(c);
            }
        }
        at++;
        return text.toString();
    }

    private String until(String ends) {
        int from = at;
        while (ends.indexOf(peek()) < 0) {
            at++;
        }
        return line.substring(from, at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw broken();
        }
        at++;
    }

    private char peek() {
        if (at >= line.length()) {
            throw broken();
        }
        return line.charAt(at);
    }

    private double number(String text) {
        switch (text) {
            case "+Inf":
                return Double.POSITIVE_INFINITY;
            case "-Inf":
                return Double.NEGATIVE_INFINITY;
            default:
                try {
                    return Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    throw broken();
                }
        }
    }

    private IllegalArgumentException broken() {
        return new IllegalArgumentException("not a metrics line, broken at character " + at + ": " + line);
    }
}
