package io.plumbline.benchmarks.evaluator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.benchmarks.race.BrokerProcess;
import io.plumbline.benchmarks.race.Progress;
import io.plumbline.benchmarks.race.ResultTable;
import io.plumbline.benchmarks.race.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Races the evaluator. */
@Command(
        name = "evaluator",
        mixinStandardHelpOptions = true,
        description =
                "The evaluator's join against Kafka Streams' leftJoin over the same records; bytes per row and the time to"
                        + " restore them; the time of a scrape. Every side and the broker in a process of its own. Minimum /"
                        + " median / maximum; benchmarks/README.md tells what is measured.",
        footer = {
            "",
            "Examples:",
            "  plumbline bench evaluator -o json",
            "  plumbline bench evaluator join --records 200000 --rounds 3 --store rocksdb",
            "  plumbline bench evaluator state --full",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
public final class EvaluatorCommand implements Callable<Integer> {
    private static final int CLASSES = 10;
    private static final int WARM_UP_DIVISOR = 5;
    private static final long MOST_WARM_UP = 100_000;
    private static final List<Long> ROWS = List.of(100_000L, 1_000_000L);
    private static final long ALL_ROWS = 10_000_000;

    /** The bar's own case, and so many ids that each class is labelled in each partition. */
    private static final Pairs SCRAPED = new Pairs("scrape", 100, 5, 12);

    private static final long SCRAPED_IDS = 20_000;
    private static final int SCRAPES = 50;

    /** What can be run alone. */
    enum Part {
        JOIN,
        STATE,
        SCRAPE
    }

    /** Where state is kept. */
    enum Store {
        ROCKSDB,
        MEMORY
    }

    /** How the result is printed. */
    enum Output {
        TABLE,
        JSON
    }

    @Parameters(arity = "0..*", paramLabel = "PART", description = "${COMPLETION-CANDIDATES}; all of them without one.")
    private List<Part> parts = new ArrayList<>();

    @Option(
            names = "--records",
            defaultValue = "500000",
            description = "Pairs of prediction and label that count in the join; a fifth more, at most 100,000, warm up"
                    + " (default: ${DEFAULT-VALUE}).")
    private long records;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Runs of each contestant (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--store",
            description = "${COMPLETION-CANDIDATES} alone; both in the join, RocksDB for state without it.")
    private @Nullable Store store;

    @Option(
            names = "--threads",
            defaultValue = "2",
            description = "Stream threads of each contestant (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--partitions",
            defaultValue = "4",
            description = "Of predictions and labels, for join and state (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--commit-interval",
            paramLabel = "MILLISECONDS",
            defaultValue = "500",
            description = "Of each contestant (default: ${DEFAULT-VALUE}).")
    private long commitMillis;

    @Option(names = "--full", description = "State of ten million rows too; takes some 15 GB of disk and long.")
    private boolean full;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets one key of the evaluator. May be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--list-threads", description = "Lists processor time and allocation of each contestant's threads.")
    private boolean listThreads;

    @Option(
            names = "--record",
            paramLabel = "FOLDER",
            description =
                    "Keeps a JDK Flight Recorder file of each of the evaluator's joins there; costs it some speed.")
    private @Nullable Path recordings;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Output output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        atLeastOne("--records", records);
        atLeastOne("--rounds", rounds);
        atLeastOne("--threads", threads);
        atLeastOne("--partitions", partitions);
        atLeastOne("--commit-interval", commitMillis);
        Progress progress = new Progress(spec.commandLine().getErr(), listThreads);
        Map<String, Object> result = new LinkedHashMap<>();
        try (Workspace workspace = new Workspace("evaluator");
                BrokerProcess broker = new BrokerProcess(workspace.folder())) {
            run(broker, workspace.folder(), progress, result);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            out.println(new ObjectMapper().writeValueAsString(result));
        } else {
            ResultTable.print(result, out);
        }
        out.flush();
        return 0;
    }

    private void atLeastOne(String option, long value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " is " + value + ", expected at least 1");
        }
    }

    private void run(BrokerProcess broker, Path folder, Progress progress, Map<String, Object> result)
            throws IOException {
        Set<Part> chosen = parts.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(parts);
        JoinSettings settings = new JoinSettings(threads, commitMillis, sets, Optional.ofNullable(recordings));
        if (chosen.contains(Part.JOIN)) {
            join(broker, folder, settings, progress, result);
        }
        if (chosen.contains(Part.STATE)) {
            StateSize state = new StateSize(broker, folder, settings, progress);
            List<Long> sizes = new ArrayList<>(ROWS);
            if (full) {
                sizes.add(ALL_ROWS);
            }
            Map<String, Object> byRows = new LinkedHashMap<>();
            for (long rows : sizes) {
                byRows.put(Long.toString(rows), state.measure(rows, partitions, store == Store.MEMORY));
            }
            result.put("state", byRows);
        }
        if (chosen.contains(Part.SCRAPE)) {
            new ScrapeTime(broker, folder, settings, progress).measure(SCRAPED, SCRAPED_IDS, SCRAPES, result);
        }
    }

    private void join(
            BrokerProcess broker, Path folder, JoinSettings settings, Progress progress, Map<String, Object> result)
            throws IOException {
        progress.say("join: filling");
        Pairs pairs = new Pairs("join", CLASSES, 1, partitions);
        long warmUp = Math.min(MOST_WARM_UP, records / WARM_UP_DIVISOR);
        JoinRace race = new JoinRace(new JoinCourse(broker, folder, pairs, warmUp, records, settings), progress);
        if (store != Store.MEMORY) {
            race.with(false);
        }
        if (store != Store.ROCKSDB) {
            race.with(true);
        }
        race.run(rounds, result);
        broker.deleteAll(name -> name.startsWith(pairs.topics().prefix() + "."));
    }
}
