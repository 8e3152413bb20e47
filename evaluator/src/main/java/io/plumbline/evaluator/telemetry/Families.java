package io.plumbline.evaluator.telemetry;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metric families under construction. A family is declared once, so that it shows its help also while it is empty. */
final class Families {
    private final Map<String, MetricFamilySamples> families = new LinkedHashMap<>();

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

    List<MetricFamilySamples> toList() {
        return new ArrayList<>(families.values());
    }
}
