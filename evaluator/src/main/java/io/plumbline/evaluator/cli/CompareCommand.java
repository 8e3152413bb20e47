package io.plumbline.evaluator.cli;

import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.codec.YamlCodec;
import io.plumbline.contracts.config.Settings;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.evaluator.compare.Comparison;
import io.plumbline.evaluator.compare.ComparisonJson;
import io.plumbline.evaluator.compare.PairKey;
import io.plumbline.evaluator.compare.PairMetric;
import io.plumbline.evaluator.compare.PairTally;
import io.plumbline.evaluator.stream.PairReader;
import io.plumbline.metrics.sequential.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate compare}: is one version better than another, on the ids that both predicted? */
@Command(
        name = "compare",
        description =
                "Says whether one version is better than another, on the ids that both predicted. May be asked at any time"
                        + " and as often as one likes: alpha bounds the chance of ever being told a difference where there is none.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline evaluate compare --baseline 20261120-080000-77aa01bc --challenger 20261123-195107-1f0c22aa",
            "  plumbline evaluate compare --baseline v1 --challenger v2 --model fashion --alpha 0.01 -o json",
            "  plumbline evaluate compare --baseline v1 --challenger v2 --wait 2h && plumbline model promote fashion v2",
            "",
            "To be compared, both must predict the same ids: run the challenger as a shadow (model shadow).",
            "",
            "Exit: 0 better, 4 worse, 3 undecided so far, 1 failed, 2 usage.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class CompareCommand implements Callable<Integer> {
    /** How data is printed. */
    enum Output {
        table,
        json
    }

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Option(names = "--baseline", required = true, paramLabel = "VERSION", description = "What it is compared with.")
    private String baseline;

    @Option(names = "--challenger", required = true, paramLabel = "VERSION", description = "What is judged.")
    private String challenger;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "The model (default: the only one with these versions).")
    private @Nullable String model;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description =
                    "accuracy, ndcg@10, closer or absolute_error@SCALE (default: of those there are, that of most samples).")
    private @Nullable String metric;

    @Option(
            names = "--alpha",
            paramLabel = "P",
            defaultValue = "0.05",
            description = "Chance of ever being wrong where the versions are equal (default: ${DEFAULT-VALUE}).")
    private double alpha;

    @Option(
            names = "--min-samples",
            paramLabel = "N",
            defaultValue = "0",
            description = "Undecided below this many ids (default: ${DEFAULT-VALUE}).")
    private long minSamples;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = Durations.class,
            description = "Goes on looking until it is decided, but no longer than this (default: ${DEFAULT-VALUE}).")
    private Duration wait;

    @Option(names = "--config", paramLabel = "CONFIG.yaml", description = "The configuration that evaluate takes.")
    private @Nullable Path config;

    @Option(names = "--set", paramLabel = "key=value", description = "Sets a key, over file and environment.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT", description = "Same as --set bootstrap.servers=.")
    private @Nullable String bootstrapServers;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print (default: ${DEFAULT-VALUE}).")
    private Output output;

    CompareCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        List<String> given = new ArrayList<>(sets);
        if (bootstrapServers != null) {
            given.add(EvaluatorSettings.BOOTSTRAP_SERVERS.key() + "=" + bootstrapServers);
        }
        Map<String, Object> file = config == null ? Map.of() : new YamlCodec().read(config);
        Settings settings = Settings.load(EvaluatorSettings.ALL, file, environment, given);
        KafkaLink link = new KafkaLink(settings.get(EvaluatorSettings.BOOTSTRAP_SERVERS), settings.kafka());
        Topics topics = new Topics(settings.get(EvaluatorSettings.TOPICS_PREFIX));
        try (PairReader reader = new PairReader(link, topics)) {
            long began = System.nanoTime();
            Comparison comparison = look(reader);
            while (comparison.verdict() == Verdict.UNDECIDED
                    && Duration.ofNanos(System.nanoTime() - began).compareTo(wait) < 0) {
                reader.follow(BETWEEN_LOOKS);
                comparison = look(reader);
            }
            print(comparison);
            return switch (comparison.verdict()) {
                case BETTER -> ExitCode.OK;
                case WORSE -> ExitCode.REFUSED;
                case UNDECIDED -> ExitCode.NOT_READY;
            };
        }
    }

    private void checkOptions() {
        try {
            if (metric != null && PairMetric.named(metric).isEmpty()) {
                throw new IllegalArgumentException(
                        "--metric is '" + metric + "', expected accuracy, ndcg@10, closer or absolute_error@SCALE");
            }
            if (baseline.equals(challenger)) {
                throw new IllegalArgumentException("--baseline and --challenger are both '" + baseline + "'");
            }
            if (!(alpha > 0 && alpha < 1)) {
                throw new IllegalArgumentException("--alpha is " + alpha + ", expected more than 0 and less than 1");
            }
            if (minSamples < 0) {
                throw new IllegalArgumentException("--min-samples is " + minSamples + ", expected >= 0");
            }
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Comparison look(PairReader reader) throws IOException {
        Map<PairKey, PairTally> pairs = reader.read();
        List<Comparison> found = pairs.keySet().stream()
                .map(pair -> pair.baseline().equals(baseline) ? pair : pair.mirrored())
                .filter(pair -> pair.baseline().equals(baseline)
                        && pair.challenger().equals(challenger)
                        && (model == null || pair.model().equals(model))
                        && (metric == null || pair.metric().name().equals(metric)))
                .distinct()
                .map(pair -> Comparison.of(pair, pairs, alpha, minSamples))
                .toList();
        List<String> models =
                found.stream().map(c -> c.pair().model()).distinct().toList();
        if (models.size() > 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "models " + models + " have both versions, choose one with --model");
        }
        return found.stream()
                .max(Comparator.comparingLong(Comparison::samples))
                .orElseGet(() -> Comparison.of(nothingYet(), Map.of(), alpha, minSamples));
    }

    private PairKey nothingYet() {
        PairMetric asked =
                metric == null ? PairMetric.ACCURACY : PairMetric.named(metric).orElseThrow();
        return new PairKey(model == null ? "" : model, baseline, challenger, asked);
    }

    private void print(Comparison comparison) {
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.json) {
            out.println(Json.writePretty(ComparisonJson.of(comparison)));
        } else {
            ComparisonText.table(comparison).forEach(out::println);
        }
        out.flush();
        if (comparison.samples() == 0) {
            spec.commandLine()
                    .getErr()
                    .println("No matured label of an id that both versions predicted: run the challenger as a shadow,"
                            + " and wait for labels to mature (maturity.horizon).");
        }
    }
}
