package io.plumbline.benchmarks.inference;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.benchmarks.inference.Course.Run;
import io.plumbline.contracts.control.VersionInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Races the inference service. */
@Command(
        name = "inference",
        mixinStandardHelpOptions = true,
        description =
                "The inference service against a copy loop with the same Kafka settings, side by side in one run.",
        footer = {"", "Example:", "  plumbline bench inference --records 200000 --rounds 3"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
public final class InferenceCommand implements Callable<Integer> {
    @Option(
            names = "--records",
            defaultValue = "1000000",
            description = "Tabular requests that count (default: ${DEFAULT-VALUE}).")
    private long records;

    @Option(names = "--rounds", defaultValue = "5", description = "Runs of each side (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key of the service, and so of the copy loop. May be repeated.")
    private List<String> sets = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("plumbline-inference-benchmark");
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        try (BenchBroker broker = new BenchBroker(folder)) {
            Workload workload = Workload.TABULAR_OCTET;
            VersionInfo info = workload.network().write(folder.resolve("store"), "v1", 1);
            long warmUp = records / 5;
            Course course = new Course(broker, folder, workload, warmUp, records);
            Champion.set(broker.bootstrapServers(), workload, "v1", info);
            // What the copy loop writes is one of these; and the broker is warm after it.
            course.sample(sets);
            List<Double> ratios = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                Map<Side, Double> rates = new EnumMap<>(Side.class);
                for (int turn = 0; turn < Side.values().length; turn++) {
                    Side side = Side.values()[(round + turn) % Side.values().length];
                    Run run = course.run(side, sets, 1);
                    rates.put(side, run.perSecond());
                    print(err, round, run);
                }
                ratios.add(rates.getOrDefault(Side.PLUMBLINE, 0.0) / rates.getOrDefault(Side.COPY, 0.0));
            }
            out.println(new ObjectMapper()
                    .writeValueAsString(
                            Map.of("tabularOctetVsCopy", Spread.of(ratios).json())));
            out.flush();
        } finally {
            try (Stream<Path> inside = Files.walk(folder)) {
                for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return 0;
    }

    private static void print(PrintWriter err, int round, Run run) {
        err.printf(
                Locale.ROOT,
                "round %d %-10s %,9.0f records/s in %.2f s, %,d bytes allocated a record, %d MiB resident%n",
                round,
                run.side(),
                run.perSecond(),
                run.seconds(),
                run.used().allocatedBytes() / run.records(),
                run.residentBytes() >> 20);
        run.used().threads().entrySet().stream()
                .filter(entry -> entry.getValue().cpuNanos() > run.seconds() * 1e7)
                .forEach(entry -> err.printf(
                        Locale.ROOT,
                        "    %-60s %7.0f ns and %,7d bytes a record%n",
                        entry.getKey(),
                        (double) entry.getValue().cpuNanos() / run.records(),
                        entry.getValue().allocatedBytes() / run.records()));
        err.flush();
    }
}
