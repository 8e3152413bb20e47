package io.plumbline.inference.cli;

import io.plumbline.contracts.config.ConfigException;
import io.plumbline.contracts.config.Setting;
import io.plumbline.contracts.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serve}: runs one instance until it is told to stop. */
@Command(
        name = "serve",
        description = "Runs an inference instance: requests in, predictions out, exactly once.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline serve",
            "  plumbline serve inference.yaml --set instance=inference-1 --set http.port=9410",
            "  plumbline serve --set bootstrap.servers=kafka:9092 --set kafka.security.protocol=SSL",
            "  plumbline serve inference.yaml --set 'kafka.sasl.jaas.config=$${file:/run/secrets/jaas}'",
            "  plumbline serve --keys",
            "  plumbline serve inference.yaml --effective",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
public final class ServeCommand implements Callable<Integer> {
    private final Service service;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "CONFIG.yaml", description = "Configuration file.")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key; wins over the environment and the file. May be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--keys", description = "Prints every key with its default and meaning, and ends.")
    private boolean keys;

    @Option(
            names = "--effective",
            description = "Prints what every key is set to and by whom, secrets hidden, and ends.")
    private boolean effective;

    /** What {@code serve} runs. */
    public interface Service {
        /** Every key it knows. */
        List<Setting<?>> settings();

        /** Runs until stopped and returns the exit code. */
        int run(Settings settings) throws Exception;
    }

    ServeCommand(Service service) {
        this.service = service;
    }

    @Override
    public Integer call() throws Exception {
        if (keys) {
            Table table = new Table("KEY", "DEFAULT", "MEANING");
            service.settings().forEach(setting -> table.add(setting.key(), setting.defaultText(), setting.doc()));
            table.add("kafka.*", "", "Handed to the Kafka clients without the 'kafka.'.");
            table.print(spec.commandLine().getOut());
            return ExitCode.OK;
        }
        Settings settings = RootCommand.settings(spec, config, sets);
        if (effective) {
            Table table = new Table("KEY", "VALUE", "FROM");
            settings.shown().forEach(shown -> table.add(shown.key(), shown.value(), shown.source()));
            table.print(spec.commandLine().getOut());
            return ExitCode.OK;
        }
        try {
            return service.run(settings);
        } catch (ConfigException e) {
            // Each value was good by itself, and together they are not.
            throw RootCommand.refused(e);
        }
    }
}
