package io.plumbline.local.cli;

import io.plumbline.contracts.event.Topics;
import io.plumbline.local.produce.EventFile;
import io.plumbline.local.produce.EventLine;
import io.plumbline.local.produce.EventSender;
import io.plumbline.local.produce.Pace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends a file's events to the topic of requests or of labels. */
@Command(
        name = "produce",
        mixinStandardHelpOptions = true,
        description = "Sends requests or labels from a file, one a line, as 'plumbline holdout' writes them:"
                + " {\"key\":\"r1\",\"value\":{...}} or, for bytes, {\"key\":\"r1\",\"contentType\":"
                + "\"application/octet-stream\",\"headers\":{...},\"base64\":\"...\"}. A null value retracts a label.",
        footer = {
            "",
            "Examples:",
            "  plumbline holdout deploy/experiments/fashion-cnn.yaml --out /tmp/fashion",
            "  plumbline produce requests --from /tmp/fashion/requests.jsonl --rate 200",
            "  plumbline produce labels --from /tmp/fashion/labels.jsonl --records 100",
            "",
            "Exit status: 0 every event is acknowledged, 1 failed or a line is no event, 2 usage."
        })
final class ProduceCommand implements Callable<Integer> {
    /** Which topic. */
    enum What {
        REQUESTS,
        LABELS
    }

    @Parameters(paramLabel = "requests|labels", description = "What the file holds.")
    private What what = What.REQUESTS;

    @Option(names = "--from", paramLabel = "FILE", required = true, description = "The file of events.")
    private Path from = Path.of("");

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "0",
            description = "Events a second; 0 for as fast as it goes (default: ${DEFAULT-VALUE}).")
    private double ratePerSecond;

    @Option(names = "--records", paramLabel = "N", description = "At most so many (default: the whole file).")
    private long records = Long.MAX_VALUE;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:BOOTSTRAP_SERVERS:-127.0.0.1:9092}",
            description = "Brokers (default: ${DEFAULT-VALUE}).")
    private String bootstrapServers = "";

    @Option(
            names = "--topics-prefix",
            paramLabel = "PREFIX",
            defaultValue = "${env:TOPICS_PREFIX:-plumbline}",
            description = "First part of every topic's name (default: ${DEFAULT-VALUE}).")
    private String prefix = "";

    @Option(
            names = "--kafka",
            paramLabel = "KEY=VALUE",
            description = "A property for the Kafka producer, such as security.protocol=SSL; may be repeated.")
    private Map<String, String> kafka = new HashMap<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call().
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Topics topics;
        Pace pace;
        try {
            topics = new Topics(prefix);
            pace = new Pace(ratePerSecond, System::nanoTime);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        String topic = what == What.REQUESTS ? topics.requests() : topics.labels();
        long sent = 0;
        try (EventFile file = EventFile.open(from);
                EventSender sender = new EventSender(bootstrapServers, kafka)) {
            Optional<EventLine> next = file.next();
            while (next.isPresent() && sent < records) {
                pace.await();
                sender.send(topic, next.get());
                sent++;
                next = file.next();
            }
            sender.flush();
        }
        spec.commandLine()
                .getErr()
                .printf("%d %s sent to %s%n", sent, what.name().toLowerCase(Locale.ROOT), topic);
        spec.commandLine().getErr().flush();
        return ExitCode.OK;
    }
}
