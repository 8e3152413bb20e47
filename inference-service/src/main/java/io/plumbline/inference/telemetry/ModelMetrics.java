package io.plumbline.inference.telemetry;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What runs now, read anew at every scrape so that a retired version leaves no series behind, and how swaps went.
 *
 * <p>Threads: any.
 */
public final class ModelMetrics {
    private final Counter swaps;
    private final Histogram swapSeconds;

    /**
     * One version that serves.
     *
     * @param provider what ONNX Runtime runs it with: {@code CPUExecutionProvider}, {@code CUDAExecutionProvider}
     * @param refs leases held on it now
     * @param breaker 0 closed, 1 half open, 2 open
     */
    public record Running(
            String model,
            String version,
            String checkpoint,
            String role,
            String device,
            String provider,
            int refs,
            int breaker) {}

    public ModelMetrics(CollectorRegistry registry, Supplier<List<Running>> running) {
        swaps = Counter.build("inference_model_swap", "Changes of what serves. Alert when refused grows.")
                .labelNames("model", "result")
                .register(registry);
        swapSeconds = Histogram.build(
                        "inference_model_swap_seconds",
                        "From reading a desired state to serving it, verification included.")
                .buckets(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
                .register(registry);
        registry.register(new RunningCollector(running));
    }

    public void swapped(String model, Duration took) {
        swaps.labels(model, "swapped").inc();
        swapSeconds.observe(took.toNanos() / 1e9);
    }

    public void refused(String model) {
        swaps.labels(model, "refused").inc();
    }

    /** Four families over the same list. */
    private static final class RunningCollector extends Collector {
        private final Supplier<List<Running>> running;

        RunningCollector(Supplier<List<Running>> running) {
            this.running = running;
        }

        @Override
        public List<MetricFamilySamples> collect() {
            GaugeMetricFamily info = new GaugeMetricFamily(
                    "inference_model_info",
                    "1 for each version that serves.",
                    List.of("model", "model_version", "checkpoint", "role", "device"));
            GaugeMetricFamily refs = new GaugeMetricFamily(
                    "inference_model_refs", "Batches that use a version now.", List.of("model", "model_version"));
            GaugeMetricFamily breakers = new GaugeMetricFamily(
                    "inference_breaker_state",
                    "0 closed, 1 half open, 2 open. Alert when it stays above 0.",
                    List.of("model", "model_version"));
            GaugeMetricFamily providers = new GaugeMetricFamily(
                    "inference_execution_provider_info",
                    "1 for each version, with what runs it. Alert when a provider is not the one asked for.",
                    List.of("model", "model_version", "provider", "device"));
            // A version may have two roles; what is said of the version is said once.
            Set<List<String>> said = new HashSet<>();
            for (Running one : running.get()) {
                List<String> names = List.of(one.model(), one.version());
                info.addMetric(List.of(one.model(), one.version(), one.checkpoint(), one.role(), one.device()), 1);
                if (said.add(names)) {
                    refs.addMetric(names, one.refs());
                    breakers.addMetric(names, one.breaker());
                    providers.addMetric(List.of(one.model(), one.version(), one.provider(), one.device()), 1);
                }
            }
            return new ArrayList<>(List.of(info, refs, breakers, providers));
        }
    }
}
