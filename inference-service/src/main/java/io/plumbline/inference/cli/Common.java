package io.plumbline.inference.cli;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.event.Topics;
import io.plumbline.inference.control.ControlClient;
import io.plumbline.inference.control.KafkaLink;
import io.plumbline.inference.control.StatusFeed;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
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

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:BOOTSTRAP_SERVERS:-127.0.0.1:9092}",
            description = "Brokers (default: ${DEFAULT-VALUE}).")
    private String bootstrapServers;

    @Option(
            names = "--topics-prefix",
            paramLabel = "PREFIX",
            defaultValue = "${env:TOPICS_PREFIX:-plumbline}",
            description = "What every topic's name begins with (default: ${DEFAULT-VALUE}).")
    private String prefix;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            defaultValue = "${env:STORE:-.plumbline/store}",
            description = "Folder of the checkpoints (default: ${DEFAULT-VALUE}).")
    private Path store;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print (default: ${DEFAULT-VALUE}).")
    private Output output;

    @Option(
            names = "--kafka",
            paramLabel = "KEY=VALUE",
            description = "A property for the Kafka clients, such as security.protocol=SSL; may be repeated.")
    private Map<String, String> kafka = new HashMap<>();

    KafkaLink link() {
        Map<String, String> overrides = new HashMap<>(Map.of("default.api.timeout.ms", "10000"));
        overrides.putAll(kafka);
        return new KafkaLink(bootstrapServers, overrides);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    Topics topics() {
        try {
            return new Topics(prefix);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    ControlClient control() {
        return new ControlClient(link(), topics());
    }

    StatusFeed status() {
        return new StatusFeed(link(), topics(), Clock.systemUTC());
    }

    CheckpointStore store() {
        return new CheckpointStore(store);
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
