package io.plumbline.benchmarks.evaluator;

import io.plumbline.benchmarks.race.BrokerProcess;
import io.plumbline.benchmarks.race.Progress;
import io.plumbline.benchmarks.race.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What joined rows take on disk and in the changelogs, and how long a start takes that has to restore them: one row per
 * id, joined and not yet matured.
 */
final class StateSize {
    private static final String CHANGELOG = "-changelog";
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration READY_LIMIT = Duration.ofMinutes(60);
    private static final Duration STALL_LIMIT = Duration.ofSeconds(60);

    private final BrokerProcess broker;
    private final Path folder;
    private final JoinSettings settings;
    private final Progress progress;

    StateSize(BrokerProcess broker, Path folder, JoinSettings settings, Progress progress) {
        this.broker = broker;
        this.folder = folder;
        this.settings = settings;
        this.progress = progress;
    }

    /** Figures of {@code rows} joined rows, by name. */
    Map<String, Object> measure(long rows, int partitions, boolean inMemory) throws IOException {
        Pairs pairs = new Pairs("state-" + rows + (inMemory ? "-memory" : ""), 10, 1, partitions);
        String application = pairs.topics().prefix() + "-app";
        Setup setup = settings.setup(broker, pairs, application, folder.resolve(application), inMemory);
        Map<String, Object> figures = new LinkedHashMap<>();
        try {
            progress.say("state: filling " + rows + " pairs");
            Feed.fill(broker, pairs, rows);
            joinAll(setup, pairs, rows);
            disk(setup, rows, figures);
            changelogs(application, rows, figures);
            figures.put("startSeconds", start(setup, rows));
            Setup fresh = setup.in(folder.resolve(application + "-fresh"));
            figures.put("restoreSeconds", start(fresh, rows));
            Workspace.delete(fresh.stateDirectory());
        } finally {
            String prefix = pairs.topics().prefix() + ".";
            broker.deleteAll(name -> name.startsWith(prefix) || name.startsWith(application + "-"));
            Workspace.delete(setup.stateDirectory());
        }
        progress.say("state: " + figures);
        return figures;
    }

    /** Joins everything, and ends in good order: what is in memory is flushed. */
    private void joinAll(Setup setup, Pairs pairs, long rows) {
        try (EvaluatorProcess evaluator = new EvaluatorProcess(folder, setup, List.of())) {
            long last = -1;
            long lastChange = System.nanoTime();
            long behind = 0;
            while (behind < 2 * rows) {
                behind = broker.committed(setup.application(), pairs.topics().predictions())
                        + broker.committed(setup.application(), pairs.topics().labels());
                if (behind != last) {
                    last = behind;
                    lastChange = System.nanoTime();
                } else if (System.nanoTime() - lastChange > STALL_LIMIT.toNanos()) {
                    throw evaluator.child().failure("stands still at " + behind + " of " + 2 * rows + " records");
                }
                EvaluatorProcess.pause(PAUSE);
            }
            evaluator.awaitJoined(rows, STALL_LIMIT);
        }
    }

    private static void disk(Setup setup, long rows, Map<String, Object> figures) throws IOException {
        if (!setup.inMemory()) {
            figures.put("bytesPerRowOnDisk", (double) bytes(setup.stateDirectory(), ".sst") / rows);
            // With RocksDB's own logs and manifests, which do not grow with the rows.
            figures.put("folderBytes", bytes(setup.stateDirectory(), ""));
        }
    }

    private static long bytes(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(
                            file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
                    .mapToLong(StateSize::size)
                    .sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be measured", e);
        }
    }

    /** As written: a changelog of that age was not compacted yet. */
    private void changelogs(String application, long rows, Map<String, Object> figures) {
        List<String> topics = broker.topics(name -> name.startsWith(application + "-") && name.endsWith(CHANGELOG));
        figures.put("bytesPerRowInChangelog", (double) broker.bytes(topics) / rows);
        Map<String, Object> each = new LinkedHashMap<>();
        for (String topic : topics) {
            String store = topic.substring(application.length() + 1, topic.length() - CHANGELOG.length());
            each.put(store, (double) broker.bytes(List.of(topic)) / rows);
        }
        figures.put("bytesPerRowByChangelog", each);
    }

    /** Seconds from the process's start until it is ready with everything it had joined. */
    private double start(Setup setup, long rows) {
        try (EvaluatorProcess evaluator = new EvaluatorProcess(folder, setup, List.of())) {
            Duration ready = evaluator.awaitReady(READY_LIMIT);
            evaluator.awaitJoined(rows, STALL_LIMIT);
            progress.say(String.format(Locale.ROOT, "state: ready after %.2f s", ready.toMillis() / 1e3));
            return ready.toMillis() / 1e3;
        }
    }
}
