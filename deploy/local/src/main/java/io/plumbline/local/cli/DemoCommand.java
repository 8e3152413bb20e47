package io.plumbline.local.cli;

import io.plumbline.contracts.ops.Terminal;
import io.plumbline.local.demo.Demo;
import io.plumbline.local.demo.DemoFolder;
import io.plumbline.local.demo.DemoOptions;
import io.plumbline.local.demo.DemoSummary;
import io.plumbline.local.demo.DemoTask;
import io.plumbline.local.process.ProjectLayout;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the whole pipeline at work. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Trains a quick network, serves it, streams held-out data and its labels through Kafka, trains a"
                        + " better network meanwhile and hot-swaps it under load, with a live table of what the services measure.",
        footer = {
            "",
            "Examples:",
            "  plumbline demo",
            "  plumbline demo --task ranking --rate 50",
            "  plumbline demo --records 2000 -o json",
            "  plumbline demo --dir /tmp/demo          keeps checkpoints, logs and broker data there",
            "",
            "Exit status: 0 ok, 1 failed or stopped before --records were joined, 2 usage, 3 not joined in time."
        })
final class DemoCommand implements Callable<Integer> {
    /** How the summary is printed. */
    enum Output {
        TABLE,
        JSON
    }

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final Map<String, String> environment;

    @Option(
            names = "--task",
            paramLabel = "classification|regression|ranking",
            defaultValue = "classification",
            description = "Clothes in images, house prices, or the dearest listings of a month"
                    + " (default: ${DEFAULT-VALUE}).")
    private DemoTask task = DemoTask.CLASSIFICATION;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "End when so many are joined with their labels (default: go on until Ctrl-C).")
    private @Nullable Long records;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Requests a second (default: 100; with --records as few as leave some for after the swap,"
                    + " then 250).")
    private @Nullable Double rate;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Write to this empty or new folder and keep it (default: a folder in .plumbline, deleted at"
                    + " the end).")
    private @Nullable Path directory;

    @Option(names = "--no-page", description = "Accepted for scripts; the page comes with a later release.")
    private boolean noPage;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How the summary is printed (default: ${DEFAULT-VALUE}).")
    private Output output = Output.TABLE;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call().
    private CommandSpec spec;

    DemoCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        DemoOptions options = options();
        ProjectLayout layout = ProjectLayout.find();
        CompletableFuture<String> stopped = StopSignal.install();
        Thread running = Thread.currentThread();
        CompletableFuture<Void> interruption = stopped.thenRun(running::interrupt);
        PrintWriter err = spec.commandLine().getErr();
        try (DemoFolder folder = folder(layout).create()) {
            // Read when the first line is logged, which the demo does.
            System.setProperty("plumbline.demo.log", folder.ownLog().toString());
            DemoSummary summary = new Demo(options, layout, folder, err, Terminal.isStderr(environment)).run(stopped);
            boolean complete = summary.joined() + summary.deadLetters()
                    >= options.records().orElse(0);
            if (options.records().isPresent() && !complete) {
                err.println("Stopped before all records were joined.");
            }
            print(summary);
            return complete ? ExitCode.OK : ExitCode.FAILED;
        } catch (Exception e) {
            if (!stopped.isDone()) {
                throw e;
            }
            // The stop was asked for: whatever broke off with it is no failure.
            err.println("Stopped.");
            return options.records().isPresent() ? ExitCode.FAILED : ExitCode.OK;
        } finally {
            interruption.cancel(false);
        }
    }

    private DemoOptions options() {
        try {
            return new DemoOptions(
                    task,
                    records == null ? OptionalLong.empty() : OptionalLong.of(records),
                    rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private DemoFolder folder(ProjectLayout layout) {
        return Optional.ofNullable(directory)
                .map(named -> new DemoFolder(named, true))
                .orElseGet(() -> new DemoFolder(
                        layout.scratch()
                                .resolve("demo-" + STAMP.format(LocalDateTime.now()) + "-"
                                        + ProcessHandle.current().pid()),
                        false));
    }

    private void print(DemoSummary summary) {
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            out.println(summary.json());
        } else {
            summary.table().forEach(out::println);
        }
        out.flush();
    }
}
