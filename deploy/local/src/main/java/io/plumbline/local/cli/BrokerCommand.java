package io.plumbline.local.cli;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.PlumblineTopics;
import io.plumbline.contracts.event.Topics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a broker until it is told to stop. */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        description = "Runs a Kafka broker (KRaft, one node, loopback only) in the foreground, with Plumbline's topics."
                + " For development: nothing is replicated. Prints its address on stdout once it accepts connections.",
        footer = {
            "",
            "Examples:",
            "  plumbline broker",
            "  plumbline broker --dir /tmp/broker --port 0 --partitions 6",
            "",
            "Exit status: 0 stopped by a signal, 1 failed."
        })
final class BrokerCommand implements Callable<Integer> {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".plumbline/broker",
            description = "Where it keeps its records; started again there, it has them back"
                    + " (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "For clients; 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "3",
            description = "Of requests, predictions and labels, when they are created (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--topics-prefix",
            paramLabel = "PREFIX",
            defaultValue = Topics.DEFAULT_PREFIX,
            description = "First part of every topic's name (default: ${DEFAULT-VALUE}).")
    private String prefix = Topics.DEFAULT_PREFIX;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call().
    private CommandSpec spec;

    @Override
    public Integer call() {
        CompletableFuture<String> stopped = StopSignal.install();
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerConfig(directory.toAbsolutePath(), port))) {
            broker.createTopics(PlumblineTopics.all(prefix, partitions));
            PrintWriter out = spec.commandLine().getOut();
            out.println(broker.bootstrapServers());
            out.flush();
            CompletableFuture<String> failed = broker.failure();
            CompletableFuture.anyOf(stopped, failed).join();
            if (failed.isDone()) {
                spec.commandLine().getErr().println("Failed: " + failed.join());
                return ExitCode.FAILED;
            }
            return ExitCode.OK;
        }
    }
}
