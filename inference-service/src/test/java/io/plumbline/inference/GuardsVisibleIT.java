package io.plumbline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.inference.testing.Bench;
import io.prometheus.client.CollectorRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The device and the state of every guard, as an operator sees them. */
class GuardsVisibleIT {
    @Test
    void deviceAndGuards_areInReadyz_inTheMetrics_andInTheStatus(@TempDir Path directory, @TempDir Path store)
            throws Exception {
        try (EmbeddedBroker broker = Bench.startBroker(directory);
                Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService service =
                    bench.startReady("a", "device=auto", "model.call.timeout=30s", "load.concurrency=2");
            for (int i = 0; i < 20; i++) {
                bench.request("r" + i, i);
            }
            bench.flush();
            // Through the limited call's own thread.
            assertThat(bench.awaitCommitted(bench.topics().predictions(), 20)).hasSize(20);

            assertThat(service.ready().reason())
                    .contains("serving ")
                    .contains("device cpu: ")
                    .contains("tiny/v1 (champion) on cpu by CPUExecutionProvider, breaker closed")
                    .contains("loads 0 of 2")
                    .contains("model calls hung 0");
            assertThat(service.health().ok()).isTrue();
            CollectorRegistry registry = bench.registry(service);
            assertThat(registry.getSampleValue(
                            "inference_execution_provider_info",
                            new String[] {"model", "model_version", "provider", "device"},
                            new String[] {"tiny", "v1", "CPUExecutionProvider", "cpu"}))
                    .isEqualTo(1);
            assertThat(registry.getSampleValue(
                            "inference_bulkhead_available", new String[] {"name"}, new String[] {"load"}))
                    .isEqualTo(2);
            assertThat(registry.getSampleValue("inference_calls_hung")).isZero();
            assertThat(registry.getSampleValue(
                            "inference_breaker_state",
                            new String[] {"model", "model_version"},
                            new String[] {"tiny", "v1"}))
                    .isZero();
            Awaitility.await("its word").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                            bench.model("status", "-o", "json").out())
                    .containsPattern("\"device\" ?: ?\"cpu\""));
        }
    }
}
