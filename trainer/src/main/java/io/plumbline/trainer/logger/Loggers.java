package io.plumbline.trainer.logger;

import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.logger.pushgateway.PushgatewayConfig;
import io.plumbline.trainer.logger.pushgateway.PushgatewayLogger;
import io.plumbline.trainer.logger.tensorboard.TensorBoardLogger;
import io.plumbline.trainer.report.HtmlReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which loggers an experiment asks for.
 *
 * <p>{@code html} brings {@code jsonl} with it: after a resume the report reads the run's earlier part from there.
 */
public final class Loggers {
    /** What an experiment gets that says nothing about loggers. */
    public static final List<String> DEFAULT = List.of("csv", "jsonl", "html");

    private static final List<String> TYPES = List.of("csv", "jsonl", "tensorboard", "html", "pushgateway");

    private final List<String> types;
    private final List<PushgatewayConfig> pushgateways;

    private Loggers(List<String> types, List<PushgatewayConfig> pushgateways) {
        this.types = List.copyOf(types);
        this.pushgateways = List.copyOf(pushgateways);
    }

    /** Reads the entries of {@code loggers:}; every type may be listed once, a Pushgateway for each address. */
    public static Loggers from(List<Settings> entries) {
        List<String> types = new ArrayList<>();
        List<PushgatewayConfig> pushgateways = new ArrayList<>();
        for (Settings entry : entries) {
            String type = entry.choice("type", TYPES);
            if (type.equals("pushgateway")) {
                pushgateways.add(PushgatewayConfig.from(entry));
            } else if (types.contains(type)) {
                entry.problem("type", "is '" + type + "' a second time, expected each logger once");
            } else {
                types.add(type);
            }
        }
        return new Loggers(types, pushgateways);
    }

    /**
     * Makes the loggers ready to hear one run.
     *
     * @param folder the run's own; made if it is not there
     * @throws UncheckedIOException if it cannot be made
     */
    public FitListeners open(Path folder) {
        return open(folder, Clock.systemUTC());
    }

    FitListeners open(Path folder, Clock clock) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException("run folder " + folder + " cannot be made", failed);
        }
        Map<String, FitListener> listeners = new LinkedHashMap<>();
        if (types.contains("html")) {
            // Before jsonl: it reads what that one then goes on from.
            listeners.put(
                    "html",
                    new HtmlReport(
                            folder.resolve("report.html"),
                            clock,
                            (now, listener) -> JsonlLogger.replay(folder, now, listener)));
        }
        if (types.contains("html") || types.contains("jsonl")) {
            listeners.put("jsonl", new JsonlLogger(folder, clock));
        }
        if (types.contains("csv")) {
            listeners.put("csv", new CsvLogger(folder));
        }
        if (types.contains("tensorboard")) {
            listeners.put("tensorboard", new TensorBoardLogger(folder.resolve("tensorboard"), clock));
        }
        for (PushgatewayConfig config : pushgateways) {
            listeners.put("pushgateway " + config.url(), new PushgatewayLogger(config));
        }
        return new FitListeners(listeners);
    }
}
