package io.plumbline.inference.cli;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.codec.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every {@code checkpoint} command takes. {@code --output} is free: graphs have outputs. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class StoreOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            defaultValue = "${env:STORE:-.plumbline/store}",
            description = "Folder of the checkpoints (default: ${DEFAULT-VALUE}).")
    private Path store;

    @Option(
            names = {"-o", "--format"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print (default: ${DEFAULT-VALUE}).")
    private Common.Output format;

    CheckpointStore store() {
        return new CheckpointStore(store);
    }

    boolean json() {
        return format == Common.Output.json;
    }

    /** Where data goes. */
    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    void printJson(Object tree) {
        out().println(Json.writePretty(tree));
        out().flush();
    }
}
