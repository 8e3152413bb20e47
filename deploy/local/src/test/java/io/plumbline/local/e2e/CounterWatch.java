package io.plumbline.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the evaluator's page again and again and holds that no durable counter ever falls, over whatever happens to the
 * process in between. Durable are the counters that the state carries: those told by partition.
 */
final class CounterWatch {
    private final PipelineFixture pipeline;
    private final Map<String, Double> highest = new HashMap<>();
    private long readings;

    CounterWatch(PipelineFixture pipeline) {
        this.pipeline = pipeline;
    }

    /** Reads once, and hands out the sum of a counter; 0 while nobody answers. */
    double read(String counter) throws InterruptedException {
        MetricsPage page = pipeline.evaluatorMetrics().orElse(new MetricsPage(List.of()));
        for (MetricsPage.Sample sample : page.samples()) {
            if (sample.name().endsWith("_total") && sample.labels().containsKey("partition")) {
                String series = sample.name() + sample.labels();
                double before = highest.getOrDefault(series, 0.0);
                assertThat(sample.value()).as("%s never steps back", series).isGreaterThanOrEqualTo(before);
                highest.put(series, sample.value());
                readings++;
            }
        }
        return page.sum(counter, Map.of());
    }

    /** How many values were compared. */
    long readings() {
        return readings;
    }

    int series() {
        return highest.size();
    }
}
