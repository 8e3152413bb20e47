package io.plumbline.evaluator.cli;

import io.plumbline.contracts.config.ConfigException;
import io.plumbline.contracts.config.Setting;
import io.plumbline.contracts.config.Settings;
import io.plumbline.contracts.event.Topics;
import io.plumbline.evaluator.compare.ComparisonConfig;
import io.plumbline.evaluator.compare.PromotionRule;
import io.plumbline.evaluator.estimate.EstimateConfig;
import io.plumbline.evaluator.join.Horizons;
import io.plumbline.evaluator.stream.EvaluatorConfig;
import io.plumbline.evaluator.tally.Maturity;
import io.plumbline.evaluator.tally.Window;
import io.plumbline.evaluator.tally.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The keys of {@code evaluate}. */
final class EvaluatorSettings {
    static final Setting<String> BOOTSTRAP_SERVERS =
            Setting.text("bootstrap.servers", "127.0.0.1:9092", "Kafka brokers, host:port, comma-separated");
    static final Setting<String> TOPICS_PREFIX =
            Setting.text("topics.prefix", Topics.DEFAULT_PREFIX, "first part of every topic's name");
    static final Setting<Integer> HTTP_PORT =
            Setting.integer("http.port", 9401, 0, 65_535, "port of /metrics, /healthz and /readyz; 0 for any free one");
    static final Setting<String> HTTP_BIND =
            Setting.text("http.bind", "127.0.0.1", "address to listen on; 0.0.0.0 opens it to the network");
    static final Setting<Path> STATE_DIR = Setting.path(
            "state.dir", Path.of(".plumbline", "evaluator"), "folder of this process alone for its state stores");
    static final Setting<String> APPLICATION_ID = Setting.text(
            "application.id",
            "plumbline-evaluator",
            "instances with the same one share the partitions; names their group and changelog topics");
    static final Setting<String> INSTANCE = Setting.text(
            "instance",
            "",
            "name of this process among its instances; with one, it keeps its partitions over a restart of up to 10s");
    static final Setting<String> STORE =
            Setting.choice("store", "rocksdb", List.of("rocksdb", "memory"), "where rows are kept: rocksdb or memory");
    static final Setting<Duration> COMMIT_INTERVAL = Setting.duration(
            "commit.interval", Duration.ofMillis(500), "how often it commits, and the metrics change; at least 1ms");
    static final Setting<Duration> JOIN_HORIZON = Setting.duration(
            "join.horizon", Duration.ofDays(7), "how long a prediction waits for its label and for corrections");
    static final Setting<Duration> LABEL_EARLY_HORIZON =
            Setting.duration("label.early.horizon", Duration.ofDays(1), "how long a label waits for its prediction");
    static final Setting<Duration> MATURITY_HORIZON = Setting.duration(
            "maturity.horizon",
            Duration.ofHours(1),
            "age at which a prediction counts as matured; at most join.horizon");
    static final Setting<List<String>> MATURITY_HORIZONS = Setting.list(
            "maturity.horizons", List.of(), "the same for single models, model=duration, comma-separated: fraud=30d");
    static final Setting<List<String>> WINDOWS = Setting.list(
            "windows",
            List.of("5m", "1h", "1d"),
            "windows by the time of the request, comma-separated: whole minutes up to 2h, whole hours up to 60d");
    static final Setting<Integer> STANDBYS = Setting.integer(
            "standbys", 0, 0, 10, "copies of the state on other instances, so that a move of partitions is quick");

    static final Setting<Duration> GAP_WINDOW = Setting.duration(
            "gap.window",
            EstimateConfig.USUAL_GAP_WINDOW,
            "how far the newest matured predictions reach back that are held against what earlier ones promised");
    static final Setting<List<String>> BOUNDS_LARGEST_ERRORS = Setting.list(
            "bounds.largest.errors",
            List.of(),
            "largest absolute error that is possible, model=number, comma-separated: bounds its MAE");

    static final Setting<List<String>> COMPARE_ERROR_SCALES = Setting.list(
            "compare.error.scales",
            List.of(),
            "for models of numbers, the error that counts as 1 where versions are compared, model=scale: houses=50000");
    static final Setting<String> PROMOTION_METRIC = Setting.text(
            "promotion.metric", "", "accuracy, ndcg@10, closer, absolute_error@SCALE; empty for the task's own");
    static final Setting<Integer> PROMOTION_MIN_SAMPLES = Setting.integer(
            "promotion.min-samples", 1000, 0, Integer.MAX_VALUE, "ids that both versions must have been judged on");
    static final Setting<Double> PROMOTION_ALPHA =
            Setting.number("promotion.alpha", 0.05, 1e-9, 0.5, "chance that the gate ever acts between equal versions");
    static final Setting<String> PROMOTION_ACTION = Setting.choice(
            "promotion.action",
            "report",
            List.of("promote", "rollback", "report"),
            "what follows from a verdict: promote what is better, take back what is worse, or only report");

    private static final List<Setting<?>> OWN = List.of(
            BOOTSTRAP_SERVERS,
            TOPICS_PREFIX,
            HTTP_PORT,
            HTTP_BIND,
            STATE_DIR,
            APPLICATION_ID,
            INSTANCE,
            STORE,
            COMMIT_INTERVAL,
            JOIN_HORIZON,
            LABEL_EARLY_HORIZON,
            MATURITY_HORIZON,
            MATURITY_HORIZONS,
            WINDOWS,
            STANDBYS,
            GAP_WINDOW,
            BOUNDS_LARGEST_ERRORS,
            COMPARE_ERROR_SCALES,
            PROMOTION_METRIC,
            PROMOTION_MIN_SAMPLES,
            PROMOTION_ALPHA,
            PROMOTION_ACTION);

    static final List<Setting<?>> ALL =
            Stream.concat(OWN.stream(), DriftSettings.ALL.stream()).toList();

    private EvaluatorSettings() {}

    /** @throws ConfigException if values do not fit each other */
    static EvaluatorConfig config(Settings settings) {
        try {
            return new EvaluatorConfig(
                    settings.get(BOOTSTRAP_SERVERS),
                    new Topics(settings.get(TOPICS_PREFIX)),
                    settings.get(APPLICATION_ID),
                    settings.get(INSTANCE),
                    settings.get(STATE_DIR),
                    settings.get(STORE).equals("memory"),
                    settings.get(COMMIT_INTERVAL),
                    new Horizons(settings.get(JOIN_HORIZON), settings.get(LABEL_EARLY_HORIZON), maturity(settings)),
                    windows(settings),
                    settings.get(STANDBYS),
                    comparison(settings),
                    settings.kafka(),
                    DriftSettings.config(settings));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    /** @throws ConfigException if values do not fit each other */
    static EstimateConfig estimates(Settings settings) {
        try {
            Map<String, Double> largest = new HashMap<>();
            for (String pair : settings.get(BOUNDS_LARGEST_ERRORS)) {
                int equals = pair.lastIndexOf('=');
                largest.put(pair.substring(0, Math.max(0, equals)), number(pair, pair.substring(equals + 1)));
            }
            return new EstimateConfig(windows(settings), settings.get(GAP_WINDOW), largest);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static double number(String pair, String text) {
        try {
            if (pair.lastIndexOf('=') > 0) {
                return Double.parseDouble(text);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(notANumber(pair), e);
        }
        throw new IllegalArgumentException(notANumber(pair));
    }

    private static String notANumber(String pair) {
        return "bounds.largest.errors holds '" + pair + "', expected model=number, like ames=500000";
    }

    private static ComparisonConfig comparison(Settings settings) {
        Map<String, Double> scales = new HashMap<>();
        for (String pair : settings.get(COMPARE_ERROR_SCALES)) {
            int equals = pair.lastIndexOf('=');
            try {
                scales.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
            } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "compare.error.scales holds '" + pair + "', expected model=number, like houses=50000", e);
            }
        }
        PromotionRule rule = new PromotionRule(
                settings.get(PROMOTION_METRIC),
                settings.get(PROMOTION_MIN_SAMPLES),
                settings.get(PROMOTION_ALPHA),
                PromotionRule.Action.valueOf(settings.get(PROMOTION_ACTION).toUpperCase(Locale.ROOT)));
        return new ComparisonConfig(scales, rule);
    }

    private static Windows windows(Settings settings) {
        List<Window> windows = settings.get(WINDOWS).stream()
                .map(name -> new Window(name, Setting.duration(name)))
                .toList();
        return new Windows(windows, maturity(settings));
    }

    private static Maturity maturity(Settings settings) {
        Map<String, Duration> byModel = new HashMap<>();
        for (String pair : settings.get(MATURITY_HORIZONS)) {
            int equals = pair.lastIndexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "maturity.horizons holds '" + pair + "', expected model=duration, like fraud=30d");
            }
            byModel.put(pair.substring(0, equals), Setting.duration(pair.substring(equals + 1)));
        }
        return new Maturity(settings.get(MATURITY_HORIZON), byModel);
    }
}
