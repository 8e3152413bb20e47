package io.plumbline.inference.telemetry;

import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.time.Clock;
import java.util.List;

/** The age of the oldest request that is not committed yet, worked out when it is asked for. */
final class OldestRequest extends Collector {
    private final Clock clock = Clock.systemUTC();
    private volatile long epochMillis = Long.MAX_VALUE;

    void is(long oldestEpochMillis) {
        epochMillis = oldestEpochMillis;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        long oldest = epochMillis;
        double seconds = oldest == Long.MAX_VALUE ? 0 : Math.max(0, clock.millis() - oldest) / 1e3;
        return List.of(new GaugeMetricFamily(
                "inference_consumer_lag_seconds",
                "Age of the oldest request not yet committed. Alert on this, not on records: a slow topic hides in those.",
                seconds));
    }
}
