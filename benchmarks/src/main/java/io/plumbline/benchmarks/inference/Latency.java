package io.plumbline.benchmarks.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** From the moment a request is meant to be sent until a {@code read_committed} consumer has its answer. */
final class Latency {
    private final BenchBroker broker;
    private final Path folder;
    private final Duration measured;

    Latency(BenchBroker broker, Path folder, Duration measured) {
        this.broker = broker;
        this.folder = folder;
        this.measured = measured;
    }

    /**
     * Milliseconds.
     *
     * @param senderLate by how much the latest request was sent late
     */
    record Percentiles(
            double perSecond,
            double p50,
            double p90,
            double p99,
            double p999,
            double max,
            double senderLate,
            long records) {
        static Percentiles of(LoadRun.Answers answers, Histogram micros) {
            return new Percentiles(
                    answers.perSecond(),
                    micros.getValueAtPercentile(50) / 1e3,
                    micros.getValueAtPercentile(90) / 1e3,
                    micros.getValueAtPercentile(99) / 1e3,
                    micros.getValueAtPercentile(99.9) / 1e3,
                    micros.getMaxValue() / 1e3,
                    answers.senderLateMicros() / 1e3,
                    micros.getTotalCount());
        }

        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("perSecond", perSecond);
            json.put("p50Millis", p50);
            json.put("p90Millis", p90);
            json.put("p99Millis", p99);
            json.put("p999Millis", p999);
            json.put("maxMillis", max);
            json.put("senderLateMillis", senderLate);
            json.put("records", records);
            return json;
        }
    }

    /** One service under a steady load; the first seconds do not count. */
    Percentiles measure(Workload workload, List<String> sets, double perSecond) throws IOException {
        try (Served served = new Served(broker, folder, workload, sets);
                LoadRun load = new LoadRun(
                        folder, workload, broker.bootstrapServers(), perSecond, OpenLoad.WARM_UP.plus(measured))) {
            LoadRun.Answers answers = load.await(OpenLoad.WARM_UP.plus(measured).plusSeconds(90));
            long from = answers.beganMicros() + OpenLoad.WARM_UP.toMillis() * 1000;
            return Percentiles.of(answers, answers.latencies(micros -> micros >= from));
        }
    }
}
