package io.plumbline.inference.telemetry;

import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Role;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.Locale;

/**
 * What the poll thread and its workers count. Public interface: names and labels are documented in the README.
 *
 * <p>The ledger, in every scrape: {@code inference_records_consumed_total = inference_records_total{outcome="predicted"} +
 * inference_records_total{outcome="dead_lettered"} + inference_records_rewound_total + inference_queue_records}. A
 * record that was rewound is consumed again, so it counts again.
 *
 * <p>Units: seconds and records. Threads: any.
 */
public final class InferenceMetrics {
    private static final double[] STAGE_BUCKETS = {
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5
    };
    private static final double[] END_TO_END_BUCKETS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300
    };

    private final RecordLedger ledger = new RecordLedger();
    private final Histogram batchSize;
    private final Histogram.Child[] stageTimes = new Histogram.Child[Stage.values().length];
    private final Histogram endToEnd;
    private final Gauge queuedBytes;
    private final Gauge assigned;
    private final Gauge paused;
    private final Gauge lag;
    private final OldestRequest oldest = new OldestRequest();
    private final Counter rebalances;
    private final Counter transactions;
    private final Counter bisects;
    private final Counter.Child skippedByRetention;
    private final Counter nonFinite;
    private final Counter shadowsSkipped;
    private final Counter deadlinesMissed;
    private final Counter deadlinesMalformed;

    public InferenceMetrics(CollectorRegistry registry) {
        registry.register(ledger);
        batchSize = Histogram.build("inference_batch_size", "Requests in one native call.")
                .buckets(1, 2, 4, 8, 16, 32, 64, 128, 256)
                .register(registry);
        Histogram stages = Histogram.build(
                        "inference_stage_seconds", "Time in one stage; queue per record, the rest per batch.")
                .labelNames("stage")
                .buckets(STAGE_BUCKETS)
                .register(registry);
        for (Stage stage : Stage.values()) {
            stageTimes[stage.ordinal()] = stages.labels(stage.label());
        }
        endToEnd = Histogram.build(
                        "inference_end_to_end_seconds", "From a request's timestamp to the commit of its prediction.")
                .buckets(END_TO_END_BUCKETS)
                .register(registry);
        queuedBytes = Gauge.build(
                        "inference_queue_bytes", "Keys and values of the requests consumed and not yet committed.")
                .register(registry);
        assigned = Gauge.build("inference_partitions_assigned", "Request partitions held.")
                .register(registry);
        paused = Gauge.build("inference_partitions_paused", "Partitions paused. Alert when it stays above 0.")
                .register(registry);
        lag = Gauge.build("inference_consumer_lag_records", "Requests behind the end of the assigned partitions.")
                .register(registry);
        registry.register(oldest);
        rebalances = Counter.build("inference_rebalances", "Assignment changes.")
                .labelNames("kind")
                .register(registry);
        transactions = Counter.build("inference_txn", "Transactions by result. Alert when other than committed grows.")
                .labelNames("result")
                .register(registry);
        skippedByRetention = Counter.build(
                        "inference_records_skipped",
                        "Offsets passed over, for they were deleted before they were read. Alert when it grows.")
                .labelNames("reason")
                .register(registry)
                .labels("retention");
        bisects = Counter.build("inference_poison_bisect", "Batches that failed as a whole and were taken apart.")
                .register(registry);
        deadlinesMissed = Counter.build(
                        "inference_deadline_missed",
                        "Requests whose outcome was committed after their deadline, expired ones included. Alert on its"
                                + " share of inference_records_total.")
                .labelNames("model")
                .register(registry);
        deadlinesMalformed = Counter.build(
                        "inference_deadline_malformed",
                        "Requests consumed with an x-deadline-ms that is no time in ms since the epoch; it was ignored.")
                .register(registry);
        nonFinite = Counter.build(
                        "inference_nonfinite",
                        "Answers that were NaN or infinite, shadows' too. Alert when it grows: the version is of no use.")
                .labelNames("model", "model_version")
                .register(registry);
        shadowsSkipped = Counter.build(
                        "inference_shadow_skipped",
                        "Committed requests without this shadow's prediction. With outcome shadowed they are all that it"
                                + " should have seen.")
                .labelNames("model", "model_version", "reason")
                .register(registry);
    }

    /** Where time goes. */
    public enum Stage {
        DECODE,
        QUEUE,
        INFER,
        /** From the answers to the brokers' word that they are written. */
        COMMIT;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a transaction ended. */
    public enum TransactionResult {
        COMMITTED,
        ABORTED,
        /** The outcome could not be learnt; the producer was replaced and the broker asked. */
        UNKNOWN,
        /** Another producer took over this slot's transactional id, or the broker no longer knows it. */
        FENCED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How the assignment changed. */
    public enum Rebalance {
        ASSIGNED,
        REVOKED,
        LOST;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public void consumed(int count) {
        ledger.consumed(count);
    }

    /** A request's prediction was committed, that long after the request's timestamp. */
    public void predicted(String model, String version, Role role, long sinceRequestMillis) {
        if (role == Role.SHADOW) {
            ledger.shadowed(model, version, 1);
            return;
        }
        ledger.predicted(model, version, 1);
        endToEnd.observe(Math.max(0, sinceRequestMillis / 1e3));
    }

    /** A request's dead letter was committed; {@code model} and {@code version} are "" when it reached none. */
    public void deadLettered(String model, String version, RejectReason reason) {
        ledger.deadLettered(model, version, reason);
    }

    public void rewound(int count) {
        ledger.rewound(count);
    }

    public void batch(int size) {
        batchSize.observe(size);
    }

    public void stage(Stage stage, long nanos) {
        stageTimes[stage.ordinal()].observe(nanos / 1e9);
    }

    public void partitions(int assignedCount, int pausedCount) {
        assigned.set(assignedCount);
        paused.set(pausedCount);
    }

    public void lag(long recordsBehind) {
        lag.set(recordsBehind);
    }

    public void queuedBytes(long bytes) {
        queuedBytes.set(bytes);
    }

    /**
     * The oldest request that is not committed yet; its age is told at each scrape, so it grows also while the poll thread
     * hangs.
     *
     * @param epochMillis its timestamp, or {@link Long#MAX_VALUE} when there is none
     */
    public void oldest(long epochMillis) {
        oldest.is(epochMillis);
    }

    public void rebalanced(Rebalance kind) {
        rebalances.labels(kind.label()).inc();
    }

    public void transaction(TransactionResult result) {
        transactions.labels(result.label()).inc();
    }

    /** An outcome was committed too late. */
    public void deadlineMissed(String model) {
        deadlinesMissed.labels(model).inc();
    }

    public void deadlineMalformed() {
        deadlinesMalformed.inc();
    }

    /** Requests that should have come next were not on the topic any more. */
    public void skippedByRetention(long offsets) {
        skippedByRetention.inc(offsets);
    }

    /** Why a committed request has no prediction of a shadow. */
    public enum ShadowSkip {
        /** The shadow was too far behind, or its prediction's commit failed. */
        LATE,
        /** The shadow could not answer it. */
        FAILED,
        /** Its prediction is larger than a record may be. */
        TOO_LARGE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public void shadowSkipped(String model, String version, ShadowSkip reason) {
        shadowsSkipped.labels(model, version, reason.label()).inc();
    }

    /** A version's answer to one request was NaN or infinite. */
    public void nonFinite(String model, String version) {
        nonFinite.labels(model, version).inc();
    }

    public void bisected() {
        bisects.inc();
    }
}
