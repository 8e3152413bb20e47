package io.plumbline.evaluator.stream;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A metrics page, read as a scraper reads it. */
final class Scrape {
    private final Map<String, Double> series = new TreeMap<>();

    Scrape(String page) {
        page.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).forEach(line -> {
            int end = line.lastIndexOf(' ');
            series.put(line.substring(0, end), Double.parseDouble(line.substring(end + 1)));
        });
    }

    /** The sum over every series of that name whose labels contain all these {@code name="value"}. */
    double sum(String name, String... labels) {
        return series.entrySet().stream()
                .filter(entry -> entry.getKey().equals(name) || entry.getKey().startsWith(name + "{"))
                .filter(entry -> has(entry.getKey(), labels))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** The ready value of a metric since the beginning, in the provisional view; NaN if there is none. */
    double metric(String model, String version, String metric) {
        return series.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("evaluator_metric{"))
                .filter(entry -> has(
                        entry.getKey(),
                        "model=\"" + model + "\"",
                        "model_version=\"" + version + "\"",
                        "metric=\"" + metric + "\"",
                        "window=\"cumulative\"",
                        "view=\"provisional\""))
                .mapToDouble(Map.Entry::getValue)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Every series whose name passes. */
    Map<String, Double> matching(Predicate<String> name) {
        Map<String, Double> matching = new TreeMap<>(series);
        matching.keySet().removeIf(key -> !name.test(key));
        return matching;
    }

    private static boolean has(String key, String... labels) {
        for (String label : labels) {
            if (!key.contains(label)) {
                return false;
            }
        }
        return true;
    }
}
