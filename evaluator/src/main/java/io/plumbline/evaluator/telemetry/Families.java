package io.plumbline.evaluator.telemetry;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Metric families under construction. A family is declared once, so that it shows its help also while it is empty. */
final class Families {
    private final Map<String, MetricFamilySamples> families = new LinkedHashMap<>();

    private final Map<String, List<String>> histogramLabels = new LinkedHashMap<>();

    /** Declares a counter; {@code name} without {@code _total}. */
    void counter(String name, String help, List<String> labels) {
        families.put(name, new CounterMetricFamily(name, help, labels));
    }

    void gauge(String name, String help, List<String> labels) {
        families.put(name, new GaugeMetricFamily(name, help, labels));
    }

    void add(String name, List<String> labels, double value) {
        MetricFamilySamples family = families.get(name);
        if (family instanceof CounterMetricFamily counter) {
            counter.addMetric(labels, value);
        } else if (family instanceof GaugeMetricFamily gauge) {
            gauge.addMetric(labels, value);
        } else {
            throw new IllegalArgumentException("metric '" + name + "' was not declared");
        }
    }

    void histogram(String name, String help, List<String> labels) {
        families.put(name, new MetricFamilySamples(name, Collector.Type.HISTOGRAM, help, new ArrayList<>()));
        histogramLabels.put(name, List.copyOf(labels));
    }

    /** @param atMost by upper end, ascending, how many observations are at most that; the last end is infinite */
    void add(String name, List<String> labels, SortedMap<Double, Long> atMost, double sum) {
        MetricFamilySamples family = families.get(name);
        List<String> names = histogramLabels.get(name);
        if (family == null || names == null) {
            throw new IllegalArgumentException("histogram '" + name + "' was not declared");
        }
        List<String> bucketNames = new ArrayList<>(names);
        bucketNames.add("le");
        atMost.forEach((end, count) -> {
            List<String> bucketLabels = new ArrayList<>(labels);
            bucketLabels.add(Collector.doubleToGoString(end));
            family.samples.add(new MetricFamilySamples.Sample(name + "_bucket", bucketNames, bucketLabels, count));
        });
        family.samples.add(new MetricFamilySamples.Sample(
                name + "_count", names, labels, atMost.getOrDefault(atMost.lastKey(), 0L)));
        family.samples.add(new MetricFamilySamples.Sample(name + "_sum", names, labels, sum));
    }

    List<MetricFamilySamples> toList() {
        return new ArrayList<>(families.values());
    }
}
