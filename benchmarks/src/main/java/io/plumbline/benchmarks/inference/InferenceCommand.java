package io.plumbline.benchmarks.inference;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.benchmarks.race.Progress;
import io.plumbline.benchmarks.race.ResultTable;
import io.plumbline.benchmarks.race.Workspace;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.inference.stream.Delivery;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Races the inference service. */
@Command(
        name = "inference",
        mixinStandardHelpOptions = true,
        description =
                "The inference service against a copy loop with its own Kafka clients, ONNX Runtime alone, a loop that"
                        + " predicts record by record, and Kafka Streams; its latency at half load, and its swaps. Every side and"
                        + " the broker in a process of its own. Minimum / median / maximum; benchmarks/README.md tells what is"
                        + " measured.",
        footer = {
            "",
            "Examples:",
            "  plumbline bench inference -o json",
            "  plumbline bench inference tabular --records 200000 --rounds 3 --threads",
            "  plumbline bench inference latency swap --rate 10000",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
public final class InferenceCommand implements Callable<Integer> {
    private static final long CAPACITY_RECORDS = 200_000;

    /** What can be run alone. */
    enum Part {
        TABULAR,
        CNN,
        LATENCY,
        SWAP
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
            defaultValue = "1000000",
            description =
                    "Tabular requests that count; a fifth more, at most 100,000, warm up (default: ${DEFAULT-VALUE}).")
    private long records;

    @Option(
            names = "--cnn-records",
            defaultValue = "100000",
            description = "Images that count (default: ${DEFAULT-VALUE}).")
    private long cnnRecords;

    @Option(names = "--rounds", defaultValue = "5", description = "Runs of each side (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "30", description = "Latency is measured so long, after ten seconds.")
    private int seconds;

    @Option(
            names = "--swaps",
            defaultValue = "500",
            description =
                    "Swaps under load to a new version; a tenth of it to a loaded one (default: ${DEFAULT-VALUE}).")
    private int swaps;

    @Option(
            names = "--rate",
            description = "Requests a second for latency and swaps (default: half of what was measured).")
    private double rate;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key of the service, and so of the copy loop. May be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--threads", description = "Lists processor time and allocation of each side's threads.")
    private boolean threads;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Output output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Progress progress = new Progress(spec.commandLine().getErr(), threads);
        Map<String, Object> result;
        try (Workspace workspace = new Workspace("inference");
                BenchBroker broker = new BenchBroker(workspace.folder())) {
            result = run(broker, workspace.folder(), progress);
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

    private Map<String, Object> run(BenchBroker broker, Path folder, Progress progress) throws IOException {
        Set<Part> chosen = parts.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(parts);
        Throughput throughput = new Throughput(broker, folder, sets, rounds, progress);
        if (chosen.contains(Part.TABULAR)) {
            throughput.tabular(records);
        }
        if (chosen.contains(Part.CNN)) {
            throughput.cnn(cnnRecords);
        }
        Measurements measurements = throughput.run();
        Map<String, Object> result = measurements.json();
        if (chosen.contains(Part.LATENCY)) {
            result.put("latency", latency(broker, folder, measurements, progress));
        }
        if (chosen.contains(Part.SWAP)) {
            SwapRun.Result swap = new SwapRun(broker, folder, progress)
                    .measure(
                            new Workload(Network.TABULAR, WireFormat.OCTET_STREAM, "swap"),
                            sets,
                            half(broker, folder, measurements, Delivery.EXACTLY_ONCE),
                            swaps,
                            Math.min(rounds, swaps));
            result.put("swapP99VsSteady", swap.p99VsSteady().json());
            result.put("swap", swap.json());
        }
        return result;
    }

    private Map<String, Object> latency(BenchBroker broker, Path folder, Measurements measurements, Progress progress)
            throws IOException {
        Map<String, Object> byDelivery = new LinkedHashMap<>();
        for (Delivery delivery : Delivery.values()) {
            Workload workload = new Workload(Network.TABULAR, WireFormat.OCTET_STREAM, delivery.label());
            double perSecond = half(broker, folder, measurements, delivery);
            Latency.Percentiles measured = new Latency(broker, folder, Duration.ofSeconds(seconds))
                    .measure(workload, with(delivery), perSecond);
            progress.say("latency " + delivery.label() + " " + measured);
            byDelivery.put(delivery == Delivery.EXACTLY_ONCE ? "exactlyOnce" : "atLeastOnce", measured.json());
        }
        return byDelivery;
    }

    private List<String> with(Delivery delivery) {
        return Stream.concat(sets.stream(), Stream.of("delivery=" + delivery.label()))
                .toList();
    }

    /** Half of what the service did in the race, or does in a short one of its own. */
    private double half(BenchBroker broker, Path folder, Measurements measurements, Delivery delivery)
            throws IOException {
        if (rate > 0) {
            return rate;
        }
        double measured = measurements.medianPerSecond(
                delivery == Delivery.EXACTLY_ONCE ? Measurements.OCTET : Measurements.AT_LEAST_ONCE);
        if (measured > 0) {
            return measured / 2;
        }
        Workload workload = new Workload(Network.TABULAR, WireFormat.OCTET_STREAM, "capacity-" + delivery.label());
        Course course = new Course(broker, folder, workload, CAPACITY_RECORDS / 2, CAPACITY_RECORDS, with(delivery));
        measured = course.run(Side.PLUMBLINE, with(delivery), 1).perSecond();
        broker.delete(workload);
        return measured / 2;
    }
}
