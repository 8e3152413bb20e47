package io.plumbline.inference.telemetry;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the guards do; the circuit breakers' states are with the versions, in {@link ModelMetrics}.
 *
 * <p>Threads: any.
 */
public final class GuardMetrics {
    private final Counter retries;
    private final Counter timeouts;
    private final Counter deviceMemory;

    /**
     * Readings of the moment.
     *
     * @param loadsAvailable how many more loads may begin
     * @param hungCalls model calls past their limit that have not come back
     */
    public record Reading(int loadsAvailable, int hungCalls) {}

    public GuardMetrics(CollectorRegistry registry, Supplier<Reading> reading) {
        retries = Counter.build(
                        "inference_retry",
                        "Tries after the first, by what came of them. Alert when exhausted grows: something stays away.")
                .labelNames("name", "result")
                .register(registry);
        timeouts = Counter.build("inference_timeouts", "Model calls given up at their limit. Alert when it grows.")
                .labelNames("model", "model_version")
                .register(registry);
        deviceMemory = Counter.build(
                        "inference_device_memory",
                        "Batches for which the GPU's memory was too small: answered in halves, moved to the CPU, failed.")
                .labelNames("model", "model_version", "result")
                .register(registry);
        registry.register(new ReadingCollector(reading));
    }

    /** @param result what happened: a try that follows, a success after it, the last failure */
    public void retried(String name, String result) {
        retries.labels(name, result).inc();
    }

    public void timedOut(String model, String version) {
        timeouts.labels(model, version).inc();
    }

    /** @param result {@code halved}, {@code fallback} or {@code failed} */
    public void deviceMemory(String model, String version, String result) {
        deviceMemory.labels(model, version, result).inc();
    }

    private static final class ReadingCollector extends Collector {
        private final Supplier<Reading> reading;

        ReadingCollector(Supplier<Reading> reading) {
            this.reading = reading;
        }

        @Override
        public List<MetricFamilySamples> collect() {
            Reading now = reading.get();
            GaugeMetricFamily bulkheads = new GaugeMetricFamily(
                    "inference_bulkhead_available", "How many more may begin now.", List.of("name"));
            bulkheads.addMetric(List.of("load"), now.loadsAvailable());
            return List.of(
                    bulkheads,
                    new GaugeMetricFamily(
                            "inference_calls_hung",
                            "Model calls past their limit that have not come back. Alert above 0: restart helps.",
                            now.hungCalls()));
        }
    }
}
