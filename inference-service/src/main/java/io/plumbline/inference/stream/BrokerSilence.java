package io.plumbline.inference.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * Whether any broker still answers the consumer, which it does not say itself: without brokers a poll is one that finds
 * nothing, and the partitions count as held for as long as nobody can take them away.
 *
 * <p>A consumer asks all the time, for records and with heartbeats, so what counts is that answers come, whatever they say.
 *
 * <p>Threads: the poll thread. Cost: a look at one of the client's metrics.
 */
final class BrokerSilence {
    private static final String GROUP = "consumer-metrics";
    private static final String ANSWERS = "response-total";

    private final Supplier<? extends Map<MetricName, ? extends Metric>> clientMetrics;
    private final Duration limit;
    private @Nullable Metric counter;
    private double answers = -1;
    private long heardNanos;

    /**
     * @param clientMetrics the consumer's
     * @param limit how long no broker may answer: longer than the client is ever silent of itself
     */
    BrokerSilence(Supplier<? extends Map<MetricName, ? extends Metric>> clientMetrics, Duration limit) {
        this.clientMetrics = clientMetrics;
        this.limit = limit;
    }

    /** What keeps requests from being answered, once no broker has answered for too long. */
    Optional<String> standing(long nowNanos) {
        Metric found = counter == null ? find() : counter;
        if (found == null) {
            return Optional.empty();
        }
        counter = found;
        if (found.metricValue() instanceof Double total && total != answers) {
            answers = total;
            heardNanos = nowNanos;
            return Optional.empty();
        }
        Duration silent = Duration.ofNanos(nowNanos - heardNanos);
        return silent.compareTo(limit) > 0
                ? Optional.of("no broker has answered for " + silent.toSeconds() + " s, expected one within "
                        + limit.toSeconds() + " s")
                : Optional.empty();
    }

    private @Nullable Metric find() {
        for (Map.Entry<MetricName, ? extends Metric> metric :
                clientMetrics.get().entrySet()) {
            if (metric.getKey().group().equals(GROUP) && metric.getKey().name().equals(ANSWERS)) {
                return metric.getValue();
            }
        }
        return null;
    }
}
