package io.plumbline.trainer.logger.pushgateway;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a run is, as Prometheus reads it.
 *
 * <p>{@code trainer_epoch}, {@code trainer_step}, {@code trainer_steps} (of the whole run), {@code trainer_loss{part}} with
 * part {@code train} (last step) or {@code validation} (last epoch), {@code trainer_learning_rate},
 * {@code trainer_gradient_norm}, {@code trainer_metric{metric}} (last validation), {@code trainer_items_total} (of this
 * process, like every counter), {@code trainer_seconds} (of the whole run). What is not known yet is not there.
 *
 * <p>Alert when {@code trainer_step} stands still although the run has not ended ({@code trainer_ended} is 0).
 *
 * @param items trained on by this process
 * @param ended whether fitting is over
 */
record RunNumbers(
        int epoch,
        long step,
        long steps,
        double trainingLoss,
        double validationLoss,
        double learningRate,
        double gradientNorm,
        Map<String, Double> metrics,
        long items,
        double seconds,
        boolean ended) {
    static final String CONTENT_TYPE = TextFormat.CONTENT_TYPE_004;

    RunNumbers {
        metrics = Map.copyOf(metrics);
    }

    /** The text exposition format, version 0.0.4. */
    String exposition() {
        List<MetricFamilySamples> families = new ArrayList<>();
        families.add(gauge("trainer_epoch", "Epoch that the run is in, from 1.", epoch));
        families.add(gauge("trainer_step", "Optimizer steps done.", step));
        families.add(gauge("trainer_steps", "Optimizer steps of the whole run.", steps));
        Map<String, Double> losses = new TreeMap<>();
        losses.put("train", trainingLoss);
        losses.put("validation", validationLoss);
        families.add(gauges("trainer_loss", "Loss of the last step, and of the last validation.", "part", losses));
        families.add(gauge("trainer_learning_rate", "Learning rate of the last step.", learningRate));
        families.add(gauge("trainer_gradient_norm", "Gradient norm of the last step, before clipping.", gradientNorm));
        families.add(gauges("trainer_metric", "Metrics of the last validation.", "metric", new TreeMap<>(metrics)));
        families.add(new CounterMetricFamily("trainer_items", "Items that this process has trained on.", items));
        families.add(gauge("trainer_seconds", "Seconds spent on the run, by all its processes.", seconds));
        families.add(gauge("trainer_ended", "1 once fitting is over, else 0.", ended ? 1 : 0));
        StringWriter text = new StringWriter();
        try {
            TextFormat.write004(text, Collections.enumeration(families));
        } catch (IOException impossible) {
            throw new AssertionError("writing into memory", impossible);
        }
        return text.toString();
    }

    private static MetricFamilySamples gauge(String name, String help, double value) {
        GaugeMetricFamily family = new GaugeMetricFamily(name, help, List.of());
        return Double.isNaN(value) ? family : family.addMetric(List.of(), value);
    }

    private static MetricFamilySamples gauges(String name, String help, String label, Map<String, Double> values) {
        GaugeMetricFamily family = new GaugeMetricFamily(name, help, List.of(label));
        values.forEach((key, value) -> {
            if (!Double.isNaN(value)) {
                family.addMetric(List.of(key), value);
            }
        });
        return family;
    }
}
