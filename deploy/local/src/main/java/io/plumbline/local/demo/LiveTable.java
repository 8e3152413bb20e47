package io.plumbline.local.demo;

import io.plumbline.local.scrape.Buckets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The demo at a glance: a headline with throughput and latency since the last look, and a row for each version. */
final class LiveTable {
    private static final double MILLIS = 1000;
    private static final double NANOS = 1e9;

    private final VersionTable versions;

    LiveTable(DemoTask task) {
        versions = new VersionTable(task);
    }

    /**
     * @param stage what goes on, in a few words
     * @param sent requests so far
     * @param between the time between both readings
     */
    List<String> lines(String stage, long sent, Reading before, Reading now, Duration between) {
        double perSecond = (now.predicted() - before.predicted()) / (between.toNanos() / NANOS);
        Buckets latency = now.inference()
                .buckets("inference_end_to_end_seconds", Map.of())
                .since(before.inference().buckets("inference_end_to_end_seconds", Map.of()));
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s | %.0f/s | latency p50 %s, p99 %s",
                stage,
                perSecond,
                millis(latency.quantile(0.5)),
                millis(latency.quantile(0.99))));
        lines.add(String.format(
                Locale.ROOT,
                "  sent %d, predicted %d, joined %d, dead letters %d",
                sent,
                now.predicted(),
                now.joined(),
                now.deadLetters()));
        lines.addAll(versions.lines(now.versions()));
        return lines;
    }

    private static String millis(OptionalDouble seconds) {
        return seconds.isPresent() ? String.format(Locale.ROOT, "%.0f ms", seconds.getAsDouble() * MILLIS) : "-";
    }
}
