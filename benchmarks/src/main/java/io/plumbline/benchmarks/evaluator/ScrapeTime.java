package io.plumbline.benchmarks.evaluator;

import io.plumbline.benchmarks.race.BrokerProcess;
import io.plumbline.benchmarks.race.Progress;
import io.plumbline.benchmarks.race.Spread;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long a scrape of an idle evaluator takes that works on every partition, request and answer included. */
final class ScrapeTime {
    private static final int WARM_UP = 20;
    private static final Duration JOINED_LIMIT = Duration.ofSeconds(120);

    private final BrokerProcess broker;
    private final Path folder;
    private final JoinSettings settings;
    private final Progress progress;

    ScrapeTime(BrokerProcess broker, Path folder, JoinSettings settings, Progress progress) {
        this.broker = broker;
        this.folder = folder;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Puts {@code scrapeMillis}, {@code scrapeBytes} and {@code scrapeSeries} into the result.
     *
     * @param pairs of how many versions, classes and partitions; enough {@code ids} for every class in each partition
     */
    void measure(Pairs pairs, long ids, int scrapes, Map<String, Object> result) {
        progress.say("scrape: filling " + ids + " ids of " + pairs.versions() + " versions");
        Feed.fill(broker, pairs, ids);
        String application = pairs.topics().prefix() + "-app";
        Setup setup = settings.setup(broker, pairs, application, folder.resolve(application), true);
        List<Double> millis = new ArrayList<>();
        Page page;
        try (EvaluatorProcess evaluator = new EvaluatorProcess(folder, setup, List.of())) {
            page = evaluator.awaitJoined(ids * pairs.versions(), JOINED_LIMIT);
            for (int i = 0; i < WARM_UP + scrapes; i++) {
                long began = System.nanoTime();
                page = evaluator.page();
                if (i >= WARM_UP) {
                    millis.add((System.nanoTime() - began) / 1e6);
                }
            }
        }
        Spread spread = Spread.of(millis);
        int bytes = page.text().getBytes(StandardCharsets.UTF_8).length;
        progress.say(String.format(
                Locale.ROOT,
                "scrape: %.1f / %.1f / %.1f ms, %,d bytes, %,d series",
                spread.min(),
                spread.median(),
                spread.max(),
                bytes,
                page.series()));
        result.put("scrapeMillis", spread.json());
        result.put("scrapeBytes", (long) bytes);
        result.put("scrapeSeries", page.series());
    }
}
