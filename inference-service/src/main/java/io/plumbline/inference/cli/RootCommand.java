package io.plumbline.inference.cli;

import io.plumbline.contracts.codec.YamlCodec;
import io.plumbline.contracts.config.ConfigException;
import io.plumbline.contracts.config.Settings;
import io.plumbline.inference.control.AccessRights;
import io.plumbline.inference.control.BrokerTrouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The inference service's part of the {@code plumbline} command line. */
@Command(
        name = "plumbline",
        description = "Streams predictions over Kafka and swaps models without dropping a record.",
        mixinStandardHelpOptions = true,
        subcommands = {ModelCommand.class, CheckpointCommand.class, DeadLettersCommand.class, DoctorCommand.class})
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
public final class RootCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    private final ServeCommand.Service service;

    private RootCommand(ServeCommand.Service service) {
        this.service = service;
    }

    /** The whole command line; {@code serve} is given because it starts more than this package knows. */
    public static CommandLine commandLine(ServeCommand.Service service) {
        CommandLine root = new CommandLine(new RootCommand(service));
        root.addSubcommand("serve", new ServeCommand(service));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
        return root;
    }

    /**
     * The service's configuration as one of its commands gives it.
     *
     * @throws CommandFailed listing every problem
     */
    static Settings settings(CommandSpec command, @Nullable Path file, List<String> sets) {
        ServeCommand.Service service = ((RootCommand) command.root().userObject()).service;
        try {
            Map<String, Object> yaml = file == null ? Map.of() : new YamlCodec().read(file);
            return Settings.load(service.settings(), yaml, System.getenv(), sets);
        } catch (ConfigException e) {
            throw refused(e);
        }
    }

    static CommandFailed refused(ConfigException e) {
        return new CommandFailed(ExitCode.USAGE, "configuration is refused:\n  " + String.join("\n  ", e.problems()));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    private static int report(Exception failure, CommandLine command) {
        if (failure instanceof CommandFailed failed) {
            command.getErr().println(failed.getMessage());
            return failed.exitCode();
        }
        Object options = command.getMixins().get("common");
        if (AccessRights.denied(failure) && options instanceof Common common) {
            command.getErr().println(rights(command, common).explain(failure));
            return ExitCode.FAILED;
        }
        if (BrokerTrouble.caused(failure)) {
            command.getErr()
                    .println("brokers at " + servers(command) + " do not answer as expected: " + failure.getMessage());
            return ExitCode.NOT_READY;
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            command.getErr().println(failure.toString());
            return ExitCode.FAILED;
        }
        failure.printStackTrace(command.getErr());
        return ExitCode.FAILED;
    }

    /** What the command that was run needs to be allowed. */
    private static AccessRights rights(CommandLine command, Common common) {
        if (command.getMixins().get("waiting") instanceof Waiting) {
            String model = command.getParseResult().matchedPositionalValue(0, "MODEL");
            return AccessRights.ofOperator(common.link(), common.topics(), model);
        }
        return AccessRights.ofOnlooker(common.link(), common.topics());
    }

    private static String servers(CommandLine command) {
        Object options = command.getMixins().get("common");
        return options instanceof Common common ? common.bootstrapServers() : "their address";
    }
}
