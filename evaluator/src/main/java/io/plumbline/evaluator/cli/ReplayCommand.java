package io.plumbline.evaluator.cli;

import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.codec.YamlCodec;
import io.plumbline.contracts.config.Settings;
import io.plumbline.evaluator.replay.Bound;
import io.plumbline.evaluator.replay.Replay;
import io.plumbline.evaluator.replay.ReplayResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Counts once more and compares. */
@Command(
        name = "replay",
        description = {
            "Counts predictions and labels once more from the topics and compares with the evaluator's cells, bit for bit.",
            "Give it the evaluator's own configuration. It writes nothing; the evaluator may run meanwhile or not."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  plumbline evaluate replay",
            "  plumbline evaluate replay --from 2026-11-24T08:00:00Z -o json",
            "  plumbline evaluate replay evaluator.yaml --partition 3 --from predictions-3:4211,labels-3:0",
            "",
            "Exit: 0 equal, 1 not equal, or it could not be compared; 2 configuration."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class ReplayCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    /** How the result is printed. */
    enum Output {
        TABLE,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(arity = "0..1", paramLabel = "CONFIG.yaml", description = "The evaluator's configuration.")
    private @Nullable Path config;

    @Option(names = "--set", paramLabel = "key=value", description = "Sets a key, over file and environment.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT", description = "Same as --set bootstrap.servers=.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--from",
            defaultValue = "earliest",
            paramLabel = "earliest|TIME|OFFSETS",
            description = "TIME: only panes that begin from then on. OFFSETS: where the evaluator itself began, like"
                    + " predictions-0:42,labels-0:17 (default: ${DEFAULT-VALUE}).")
    private String from;

    @Option(
            names = "--to",
            defaultValue = "latest",
            paramLabel = "latest|TIME|OFFSETS",
            description =
                    "TIME: only panes that end by then. OFFSETS: before which the cells hold every record; they say"
                            + " so themselves unless they are old (default: ${DEFAULT-VALUE}).")
    private String to;

    @Option(names = "--partition", description = "This one alone; may be repeated. All of them without it.")
    private List<Integer> partitions = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Output output;

    @Spec
    private CommandSpec spec;

    ReplayCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        Bound begin = bound("--from", "earliest", from);
        Bound end = bound("--to", "latest", to);
        List<String> given = new ArrayList<>(sets);
        if (bootstrapServers != null) {
            given.add(EvaluatorSettings.BOOTSTRAP_SERVERS.key() + "=" + bootstrapServers);
        }
        Map<String, Object> file = config == null ? Map.of() : new YamlCodec().read(config);
        Settings settings = Settings.load(EvaluatorSettings.ALL, file, environment, given);
        PrintWriter err = spec.commandLine().getErr();
        ReplayResult result = new Replay(EvaluatorSettings.config(settings), begin, end, partitions, what -> {
                    err.println(what);
                    err.flush();
                })
                .run();
        print(result, spec.commandLine().getOut());
        return result.equal() ? ExitCode.OK : ExitCode.FAILED;
    }

    private Bound bound(String option, String whole, String text) {
        try {
            return Bound.parse(option, whole, text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void print(ReplayResult result, PrintWriter out) {
        if (output == Output.JSON) {
            out.println(Json.write(result.json()));
        } else {
            result.notCompared().forEach(what -> out.println("not compared: " + what));
            out.println(String.format(
                    Locale.ROOT,
                    "%s: %,d numbers and statistics of %d partitions, over %,d predictions and %,d labels",
                    result.equal() ? "equal" : "DIFFERENT",
                    result.cells(),
                    result.partitions().size(),
                    result.predictions(),
                    result.labels()));
            result.difference().ifPresent(difference -> out.println("first difference: " + difference));
        }
        out.flush();
    }
}
