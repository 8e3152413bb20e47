package io.plumbline.inference.telemetry;

import io.plumbline.contracts.event.RejectReason;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where every consumed request went. One lock is held while a request moves from one column to another and while a scrape
 * reads, so the columns add up in every scrape: {@code consumed = predicted + dead-lettered + rewound + queued}.
 *
 * <p>What is queued is counted by itself, not as what is left of the others.
 *
 * <p>Threads: any. Cost: an uncontended lock for each move of any number of requests; a scrape holds it for a copy of a few
 * numbers.
 */
final class RecordLedger extends Collector {
    private static final RejectReason[] REASONS = RejectReason.values();

    private long consumed;
    private long rewound;
    private long queued;
    private final long[] reasons = new long[REASONS.length];
    private final Map<Outcome, long[]> outcomes = new LinkedHashMap<>();

    private @Nullable Outcome last;
    private long[] lastCell = new long[1];

    /** What is counted apart; the versions are those that served, so their number is bounded by the swaps. */
    private record Outcome(String model, String version, String kind) {}

    synchronized void consumed(long count) {
        consumed += count;
        queued += count;
    }

    synchronized void rewound(long count) {
        rewound += count;
        queued -= count;
    }

    synchronized void predicted(String model, String version, long count) {
        cell(model, version, "predicted")[0] += count;
        queued -= count;
    }

    synchronized void shadowed(String model, String version, long count) {
        cell(model, version, "shadowed")[0] += count;
    }

    synchronized void deadLettered(String model, String version, RejectReason reason) {
        cell(model, version, "dead_lettered")[0]++;
        reasons[reason.ordinal()]++;
        queued--;
    }

    /** Looking a column up costs more than counting does, and nearly always it is the one before. */
    private long[] cell(String model, String version, String kind) {
        Outcome known = last;
        if (known == null
                || !known.model().equals(model)
                || !known.version().equals(version)
                || !known.kind().equals(kind)) {
            known = new Outcome(model, version, kind);
            last = known;
            lastCell = outcomes.computeIfAbsent(known, outcome -> new long[1]);
        }
        return lastCell;
    }

    /** The columns at one moment. */
    private record Reading(long consumed, long rewound, long queued, long[] reasons, Map<Outcome, Long> outcomes) {}

    private synchronized Reading read() {
        Map<Outcome, Long> copy = new LinkedHashMap<>();
        outcomes.forEach((outcome, count) -> copy.put(outcome, count[0]));
        return new Reading(consumed, rewound, queued, Arrays.copyOf(reasons, reasons.length), copy);
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Reading reading = read();
        CounterMetricFamily records = new CounterMetricFamily(
                "inference_records",
                "Committed outcomes. Alert when dead_lettered grows: producers and model disagree.",
                List.of("model", "model_version", "outcome"));
        reading.outcomes()
                .forEach((outcome, count) ->
                        records.addMetric(List.of(outcome.model(), outcome.version(), outcome.kind()), count));
        CounterMetricFamily letters =
                new CounterMetricFamily("inference_dlq", "Committed dead letters by reason.", List.of("reason"));
        for (RejectReason reason : REASONS) {
            letters.addMetric(List.of(reason.label()), reading.reasons()[reason.ordinal()]);
        }
        return new ArrayList<>(List.of(
                new CounterMetricFamily(
                        "inference_records_consumed",
                        "Requests taken from the topic; rewound ones again.",
                        reading.consumed()),
                records,
                letters,
                new CounterMetricFamily(
                        "inference_records_rewound",
                        "Requests given back unanswered by an abort or a rebalance.",
                        reading.rewound()),
                new GaugeMetricFamily(
                        "inference_queue_records", "Requests consumed and not yet committed.", reading.queued())));
    }
}
