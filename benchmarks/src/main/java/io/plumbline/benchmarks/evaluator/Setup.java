package io.plumbline.benchmarks.evaluator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How one run of a contestant is set up, as words of a command line.
 *
 * @param application a fresh one for each run: group, transactional ids and internal topics are named by it
 * @param inMemory stores on the heap, else RocksDB
 * @param sets further keys of the evaluator
 */
record Setup(
        String bootstrapServers,
        String prefix,
        String application,
        Path stateDirectory,
        boolean inMemory,
        int threads,
        long commitMillis,
        List<String> sets) {
    private static final int FIXED = 7;

    Setup {
        sets = List.copyOf(sets);
    }

    List<String> words() {
        List<String> words = new ArrayList<>(List.of(
                bootstrapServers,
                prefix,
                application,
                stateDirectory.toString(),
                Boolean.toString(inMemory),
                Integer.toString(threads),
                Long.toString(commitMillis)));
        words.addAll(sets);
        return words;
    }

    static Setup parse(List<String> words) {
        return new Setup(
                words.get(0),
                words.get(1),
                words.get(2),
                Path.of(words.get(3)),
                Boolean.parseBoolean(words.get(4)),
                Integer.parseInt(words.get(5)),
                Long.parseLong(words.get(6)),
                words.subList(FIXED, words.size()));
    }

    /** The same application with its state elsewhere. */
    Setup in(Path directory) {
        return new Setup(bootstrapServers, prefix, application, directory, inMemory, threads, commitMillis, sets);
    }

    /** The words of {@code plumbline evaluate}. */
    List<String> evaluate() {
        List<String> words = new ArrayList<>(List.of("evaluate"));
        List<String> all = new ArrayList<>(List.of(
                "bootstrap.servers=" + bootstrapServers,
                "topics.prefix=" + prefix,
                "application.id=" + application,
                "state.dir=" + stateDirectory,
                "store=" + (inMemory ? "memory" : "rocksdb"),
                "commit.interval=" + commitMillis + "ms",
                "http.port=0",
                "kafka.num.stream.threads=" + threads));
        all.addAll(sets);
        all.forEach(set -> words.addAll(List.of("--set", set)));
        return words;
    }

    /** Where the joined records of a contestant go that has such. */
    String joinedTopic() {
        return prefix + ".joined";
    }
}
