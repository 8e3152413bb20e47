package io.plumbline.inference.cli;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.config.Setting;
import io.plumbline.contracts.config.Settings;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.kafka.ControlClient;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.inference.control.PatientControl;
import io.plumbline.inference.control.StatusFeed;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every {@code model} command takes. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class Common {
    /** How data is printed. */
    enum Output {
        table,
        json
    }

    // The keys of the service's configuration that its commands need as well; the configuration defines them.
    static final Setting<String> BOOTSTRAP_SERVERS = Setting.text("bootstrap.servers", "", "");
    static final Setting<String> TOPICS_PREFIX = Setting.text("topics.prefix", "", "");
    static final Setting<Path> STORE = Setting.path("store", Path.of(""), "");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "CONFIG.yaml",
            description =
                    "The configuration file that serve takes; brokers, topics, store and kafka.* are read from it.")
    private @Nullable Path config;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Brokers (default: 127.0.0.1:9092, or $BOOTSTRAP_SERVERS).")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--topics-prefix",
            paramLabel = "PREFIX",
            description = "What every topic's name begins with (default: plumbline, or $TOPICS_PREFIX).")
    private @Nullable String prefix;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "Folder of the checkpoints (default: .plumbline/store, or $STORE).")
    private @Nullable Path store;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print (default: ${DEFAULT-VALUE}).")
    private Output output;

    @Option(
            names = "--kafka",
            paramLabel = "KEY=VALUE",
            description =
                    "A property for the Kafka clients, such as security.protocol=SSL; may be repeated. A value may be"
                            + " $${env:NAME}, $${file:PATH} or $${file:PATH:key}.")
    private Map<String, String> kafka = new LinkedHashMap<>();

    private @Nullable Settings settings;

    /**
     * The service's configuration as these options, the environment and the file give it.
     *
     * @throws CommandFailed listing every problem
     */
    Settings settings() {
        return settings(List.of());
    }

    /** The same with more {@code key=value}, for a command that takes them; the first call counts. */
    Settings settings(List<String> more) {
        Settings read = settings;
        if (read == null) {
            List<String> sets = new ArrayList<>(more);
            set(sets, BOOTSTRAP_SERVERS, bootstrapServers);
            set(sets, TOPICS_PREFIX, prefix);
            set(sets, STORE, store);
            kafka.forEach((key, value) -> sets.add("kafka." + key + "=" + value));
            read = RootCommand.settings(spec, config, sets);
            settings = read;
        }
        return read;
    }

    private static void set(List<String> sets, Setting<?> setting, @Nullable Object value) {
        if (value != null) {
            sets.add(setting.key() + "=" + value);
        }
    }

    KafkaLink link() {
        Map<String, String> overrides = new HashMap<>(Map.of("default.api.timeout.ms", "10000"));
        overrides.putAll(settings().kafka());
        return new KafkaLink(bootstrapServers(), overrides);
    }

    String bootstrapServers() {
        return settings().get(BOOTSTRAP_SERVERS);
    }

    Topics topics() {
        try {
            return new Topics(settings().get(TOPICS_PREFIX));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    ControlClient control() {
        return PatientControl.of(link(), topics());
    }

    StatusFeed status() {
        return new StatusFeed(link(), topics(), Clock.systemUTC());
    }

    CheckpointStore store() {
        return new CheckpointStore(settings().get(STORE));
    }

    /** What a command says of a model that no control record names. */
    static CommandFailed unknown(Common common, String model) {
        return new CommandFailed(
                ExitCode.FAILED,
                "model '" + model + "' is not on " + common.topics().control() + "; begin with: model swap " + model
                        + " VERSION");
    }

    boolean json() {
        return output == Output.json;
    }

    /** Where data goes. */
    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    void printJson(Object tree) {
        out().println(Json.writePretty(tree));
        out().flush();
    }

    /** Where everything else goes. */
    void say(String chatter) {
        spec.commandLine().getErr().println(chatter);
        spec.commandLine().getErr().flush();
    }
}
