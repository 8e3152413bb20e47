package io.plumbline.local.demo;

import io.plumbline.contracts.codec.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a demo went.
 *
 * @param records requests sent
 * @param swaps changes of the champion under load; the first choice is none
 * @param took from the start of the demo to its last reading
 */
public record DemoSummary(
        DemoTask task,
        long records,
        long swaps,
        Duration took,
        long predicted,
        long joined,
        long deadLetters,
        List<VersionReading> versions) {
    private static final double MILLIS = 1000;

    public DemoSummary {
        versions = List.copyOf(versions);
    }

    static DemoSummary of(DemoTask task, long sent, long swaps, Duration took, Reading last) {
        return new DemoSummary(
                task, sent, swaps, took, last.predicted(), last.joined(), last.deadLetters(), last.versions());
    }

    /** One line of JSON; its members are public interface. */
    public String json() {
        List<Object> models = new ArrayList<>();
        for (VersionReading version : versions) {
            Map<String, Object> model = new LinkedHashMap<>();
            model.put("model", version.model());
            model.put("version", version.version());
            model.put("role", version.role());
            model.put("records", version.records());
            model.put("metrics", task.pick(version.metrics()));
            models.add(model);
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("records", records);
        object.put("predicted", predicted);
        object.put("joined", joined);
        object.put("deadLetters", deadLetters);
        object.put("swaps", swaps);
        object.put("seconds", took.toMillis() / MILLIS);
        object.put("models", models);
        return Json.write(object);
    }

    /** For a person. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d records sent, %d predicted, %d joined with their labels, %d dead letters, %d hot swaps, %.1f s",
                records,
                predicted,
                joined,
                deadLetters,
                swaps,
                took.toMillis() / MILLIS));
        lines.addAll(new VersionTable(task).lines(versions));
        return lines;
    }
}
