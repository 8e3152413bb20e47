package io.plumbline.benchmarks.inference;

import io.plumbline.benchmarks.inference.Champion.Version;
import io.plumbline.benchmarks.inference.Champion.Written;
import io.plumbline.benchmarks.race.Progress;
import io.plumbline.benchmarks.race.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongPredicate;
import org.HdrHistogram.Histogram;

/**
 * Swaps under a steady load: first each time to a version that has to be loaded while the one before it is let go, then
 * back and forth between two that are loaded.
 *
 * <p>A swap lasts from the control record to the report that the new version serves, by the times of these two records.
 * Requests meant to be sent from 100 ms before it until 100 ms after it count as sent during a swap, all others as steady.
 */
final class SwapRun {
    private static final long AROUND_MICROS = 100_000;
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration SWAP_LIMIT = Duration.ofSeconds(30);
    private static final int FIRST_SWAPS = 10;
    private static final int LEAST_LOADED_SWAPS = 5;

    private final BenchBroker broker;
    private final Path folder;
    private final Progress progress;

    SwapRun(BenchBroker broker, Path folder, Progress progress) {
        this.broker = broker;
        this.folder = folder;
        this.progress = progress;
    }

    /** A swap, in milliseconds since the epoch. */
    private record Swap(long fromMillis, long toMillis) {
        double millis() {
            return toMillis - fromMillis;
        }

        boolean isAround(long micros) {
            return micros >= fromMillis * 1000 - AROUND_MICROS && micros <= toMillis * 1000 + AROUND_MICROS;
        }
    }

    /**
     * What the swaps cost.
     *
     * @param p99VsSteady of swaps to a version that had to be loaded
     * @param loadedP99VsSteady of swaps to a version that was loaded
     */
    record Result(
            Spread p99VsSteady,
            Spread loadedP99VsSteady,
            Spread millis,
            Spread loadedMillis,
            int swaps,
            long residentAfterFirst,
            long residentAfterAll) {
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("swaps", swaps);
            json.put("swapMillis", millis.json());
            json.put("swapOfLoadedMillis", loadedMillis.json());
            json.put("swapOfLoadedP99VsSteady", loadedP99VsSteady.json());
            json.put("residentBytesAfter" + FIRST_SWAPS, residentAfterFirst);
            json.put("residentBytesAfterAll", residentAfterAll);
            return json;
        }
    }

    /**
     * Swaps that often to new versions, and a tenth as often, at least five times a group, between loaded ones.
     *
     * @param groups how many parts the swaps are cut into; each gives one ratio
     */
    Result measure(Workload workload, List<String> sets, double perSecond, int swaps, int groups) throws IOException {
        List<Version> versions = new ArrayList<>();
        for (int i = 0; i <= swaps; i++) {
            String name = "n" + i;
            versions.add(new Version(name, workload.network().write(folder.resolve("store"), name, 1000 + i)));
        }
        int loadedSwaps = Math.max(LEAST_LOADED_SWAPS * groups, swaps / 10);
        Duration longest = OpenLoad.WARM_UP
                .plus(EVERY.multipliedBy(4L * (swaps + loadedSwaps)))
                .plusSeconds(60);
        List<Swap> fresh = new ArrayList<>();
        List<Swap> loaded = new ArrayList<>();
        try (Served served = new Served(broker, folder, workload, sets);
                Champion champion = new Champion(broker.bootstrapServers(), workload);
                LoadRun load = new LoadRun(folder, workload, broker.bootstrapServers(), perSecond, longest)) {
            sleep(OpenLoad.WARM_UP);
            long afterFirst = 0;
            for (int i = 1; i <= swaps; i++) {
                Version version = versions.get(i);
                fresh.add(swap(served, () -> champion.set(version)));
                if (i == Math.min(FIRST_SWAPS, swaps)) {
                    afterFirst = served.residentBytes();
                }
                tell(i, swaps, "swaps to a new version", served);
            }
            long afterAll = served.residentBytes();
            Version one = versions.get(swaps);
            Version other = versions.get(0);
            swap(served, () -> champion.set(one, other));
            for (int i = 1; i <= loadedSwaps; i++) {
                Version first = i % 2 == 0 ? one : other;
                Version second = i % 2 == 0 ? other : one;
                loaded.add(swap(served, () -> champion.set(first, second)));
                tell(i, loadedSwaps, "swaps to a loaded version", served);
            }
            load.stop();
            LoadRun.Answers answers = load.await(Duration.ofSeconds(90));
            return new Result(
                    ratios(answers, fresh, groups),
                    ratios(answers, loaded, groups),
                    Spread.of(fresh.stream().map(Swap::millis).toList()),
                    Spread.of(loaded.stream().map(Swap::millis).toList()),
                    swaps,
                    afterFirst,
                    afterAll);
        }
    }

    private interface Change {
        Written write();
    }

    private static Swap swap(Served served, Change change) {
        long began = System.nanoTime();
        Written written = change.write();
        Swap swap = new Swap(written.writtenMillis(), served.awaitServing(written.generation(), SWAP_LIMIT));
        sleep(EVERY.minusNanos(System.nanoTime() - began));
        return swap;
    }

    /** In each part of the swaps: p99 around them over p99 of the rest of that time. */
    private static Spread ratios(LoadRun.Answers answers, List<Swap> swaps, int groups) {
        List<Double> ratios = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            List<Swap> part = swaps.subList(swaps.size() * group / groups, swaps.size() * (group + 1) / groups);
            if (part.isEmpty()) {
                continue;
            }
            long from = part.get(0).fromMillis() * 1000 - AROUND_MICROS;
            long to = part.get(part.size() - 1).toMillis() * 1000 + EVERY.toMillis() * 1000;
            LongPredicate around = micros -> part.stream().anyMatch(swap -> swap.isAround(micros));
            Histogram during = answers.latencies(around);
            Histogram steady = answers.latencies(micros -> micros >= from && micros <= to && !around.test(micros));
            if (during.getTotalCount() > 0 && steady.getTotalCount() > 0) {
                ratios.add((double) during.getValueAtPercentile(99) / steady.getValueAtPercentile(99));
            }
        }
        if (ratios.isEmpty()) {
            throw new IllegalStateException(
                    "no request was sent during a swap, or none beside; expected a higher --rate");
        }
        return Spread.of(ratios);
    }

    private void tell(int done, int of, String what, Served served) {
        if (done % 50 == 0 || done == of || done == FIRST_SWAPS) {
            progress.say(String.format(
                    Locale.ROOT, "%d of %d %s, %d MiB resident", done, of, what, served.residentBytes() >> 20));
        }
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(Math.max(0, duration.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during the swaps", e);
        }
    }
}
