package io.plumbline.inference.telemetry;

import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/**
 * What batches of each warmed-up size should take, as the batcher foretells it; read anew at every scrape, so that a
 * retired version leaves no series behind.
 *
 * <p>Units: seconds, 0.95 quantile of the last calls. Threads: any.
 */
public final class BatchTimesCollector extends Collector {
    private final Supplier<List<BatchTime>> times;

    /** One size of one version that serves. */
    public record BatchTime(String model, String version, String device, int size, double seconds) {}

    public BatchTimesCollector(Supplier<List<BatchTime>> times) {
        this.times = times;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        GaugeMetricFamily seconds = new GaugeMetricFamily(
                "inference_batch_seconds",
                "What a batch of that many requests takes, at most in 19 of 20 cases, learnt from the last calls.",
                List.of("model", "model_version", "device", "size"));
        for (BatchTime time : times.get()) {
            seconds.addMetric(
                    List.of(time.model(), time.version(), time.device(), Integer.toString(time.size())),
                    time.seconds());
        }
        return List.of(seconds);
    }
}
