package io.plumbline.evaluator.cli;

import io.plumbline.contracts.codec.YamlCodec;
import io.plumbline.contracts.config.Setting;
import io.plumbline.contracts.config.Settings;
import io.plumbline.contracts.ops.OpsServer;
import io.plumbline.evaluator.api.EvaluatorApi;
import io.plumbline.evaluator.estimate.EstimateRefresher;
import io.plumbline.evaluator.stream.Evaluator;
import io.plumbline.evaluator.stream.EvaluatorConfig;
import io.plumbline.evaluator.telemetry.EvaluatorRegistry;
import io.plumbline.evaluator.telemetry.MetricsPage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an evaluator until it is told to stop. */
@Command(
        name = "evaluate",
        description = "Joins predictions with labels and shows their metrics on /metrics, until it is stopped.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  plumbline evaluate",
            "  plumbline evaluate --bootstrap-servers kafka:9092 --set http.bind=0.0.0.0",
            "  plumbline evaluate --store .plumbline/store",
            "  plumbline evaluate replay --help",
            "  plumbline evaluate evaluator.yaml --set store=memory --set kafka.num.stream.threads=2",
            "",
            "  curl -s http://127.0.0.1:9401/metrics | grep '^evaluator_metric'",
            "",
            "Exit: 0 stopped by a signal, 1 failed, 2 configuration."
        })
final class EvaluateCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluateCommand.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(45);

    private final Map<String, String> environment;

    @Parameters(arity = "0..1", paramLabel = "CONFIG.yaml", description = "Configuration; every key has a default.")
    private @Nullable Path config;

    @Option(names = "--set", paramLabel = "key=value", description = "Sets a key, over file and environment.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT", description = "Same as --set bootstrap.servers=.")
    private @Nullable String bootstrapServers;

    @Option(names = "--store", paramLabel = "DIR", description = "Checkpoints; same as --set drift.store=.")
    private @Nullable Path store;

    EvaluateCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        List<String> given = new ArrayList<>(sets);
        if (bootstrapServers != null) {
            given.add(EvaluatorSettings.BOOTSTRAP_SERVERS.key() + "=" + bootstrapServers);
        }
        if (store != null) {
            given.add(DriftSettings.STORE.key() + "=" + store);
        }
        Map<String, Object> file = config == null ? Map.of() : new YamlCodec().read(config);
        List<Setting<?>> known = EvaluatorSettings.ALL;
        Settings settings = Settings.load(known, file, environment, given);

        EvaluatorConfig evaluatorConfig = EvaluatorSettings.config(settings);
        Evaluator evaluator = new Evaluator(evaluatorConfig);
        EstimateRefresher estimates =
                new EstimateRefresher(evaluator::committed, EvaluatorSettings.estimates(settings), Clock.systemUTC());
        MetricsPage metrics = new MetricsPage(EvaluatorRegistry.of(
                evaluator::committed,
                evaluator::ownedPartitions,
                evaluatorConfig.windows(),
                Clock.systemUTC(),
                evaluator.drift(),
                estimates::report));
        try (estimates;
                OpsServer ops = OpsServer.start(
                        settings.get(EvaluatorSettings.HTTP_BIND),
                        settings.get(EvaluatorSettings.HTTP_PORT),
                        metrics,
                        evaluator::health,
                        evaluator::ready,
                        Optional.of(new EvaluatorApi(
                                evaluator::committed, evaluatorConfig.windows(), Clock.systemUTC())))) {
            estimates.start();
            LOG.atInfo().addKeyValue("port", ops.port()).log("metrics are served");
            Thread onSignal = new Thread(() -> stop(evaluator, ops), "evaluator-stop");
            Runtime.getRuntime().addShutdownHook(onSignal);
            try {
                evaluator.run();
            } finally {
                unlessStopping(onSignal);
            }
        }
        return ExitCode.OK;
    }

    /** A signal is how an evaluator is stopped, so its orderly end is a success and not 128 + the signal's number. */
    private static void stop(Evaluator evaluator, OpsServer ops) {
        evaluator.close();
        boolean ended = false;
        try {
            ended = evaluator.awaitEnd(STOP_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ops.close();
        LOG.atInfo().addKeyValue("orderly", ended).log("evaluator stopped");
        Runtime.getRuntime().halt(ended ? ExitCode.OK : ExitCode.FAILED);
    }

    /** Where the run ended by itself, the process ends with the exit code of its command, not through the hook. */
    private static void unlessStopping(Thread onSignal) throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            // The JVM is going down by a signal: the hook waits for this run and ends the process.
            LOG.atTrace().setCause(e).log("stopping by signal");
            onSignal.join();
        }
    }
}
