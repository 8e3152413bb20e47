package io.plumbline.inference.cli;

import io.plumbline.contracts.codec.DesiredStateCodec;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.InstanceStatus;
import io.plumbline.contracts.control.ServedFrom;
import io.plumbline.inference.control.StatusFeed;
import io.plumbline.inference.control.StatusFeed.Report;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code model status}: what should run, and what does. */
@Command(
        name = "status",
        description = "Shows each model's desired state and what every instance really runs.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline model status",
            "  plumbline model status fashion -o json",
            "",
            "FROM: the offset of each partition from which the instance's newest generation answered (partition@offset).",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class StatusCommand implements Callable<Integer> {
    /** More do not fit on a line; all are in the JSON. */
    private static final int PARTITIONS_SHOWN = 6;

    @Mixin
    private Common common;

    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "Only this model.")
    private @Nullable String only;

    @Override
    public Integer call() {
        Map<String, DesiredState> states = common.control().states();
        List<Report> reports;
        try (StatusFeed feed = common.status()) {
            reports = feed.readToEnd();
        }
        String model = only;
        if (model != null) {
            states.keySet().retainAll(List.of(model));
            reports = reports.stream()
                    .filter(report -> report.status().model().equals(model))
                    .toList();
        }
        if (common.json()) {
            printJson(states, reports);
        } else {
            printTables(states, reports);
        }
        return ExitCode.OK;
    }

    private void printJson(Map<String, DesiredState> states, List<Report> reports) {
        List<Object> models = new ArrayList<>();
        states.forEach((model, state) -> {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("model", model);
            object.putAll(Json.read(new DesiredStateCodec().encode(state)));
            models.add(object);
        });
        List<Object> instances = new ArrayList<>();
        for (Report report : reports) {
            Map<String, Object> object = object(report.status());
            object.put("at", report.at().toString());
            object.put("stale", report.stale());
            instances.add(object);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("models", models);
        all.put("instances", instances);
        common.printJson(all);
    }

    private void printTables(Map<String, DesiredState> states, List<Report> reports) {
        Table desired = new Table(
                "MODEL", "GENERATION", "CHAMPION", "CHALLENGER", "SHADOWS", "PREVIOUS", "CHANGED", "BY", "REASON");
        states.forEach((model, state) -> desired.add(
                model,
                Long.toString(state.generation()),
                state.champion(),
                state.challenger().map(name -> name + " " + state.share()).orElse("-"),
                state.shadows().isEmpty() ? "-" : String.join(",", state.shadows()),
                state.previous().orElse("-"),
                state.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                state.by(),
                state.reason().isEmpty() ? "-" : state.reason()));
        desired.print(common.out());
        common.out().println();
        Table instances = new Table(
                "MODEL", "INSTANCE", "GENERATION", "STATE", "VERSIONS", "FROM", "DEVICE", "REPORTED", "REASON");
        Instant now = Instant.now();
        for (Report report : reports) {
            InstanceStatus status = report.status();
            long age = Math.max(0, Duration.between(report.at(), now).toSeconds());
            instances.add(
                    status.model(),
                    status.instance(),
                    Long.toString(status.generation()),
                    status.state().label() + (report.stale() ? " (stale)" : ""),
                    status.versions().isEmpty() ? "-" : String.join(",", status.versions()),
                    from(status),
                    status.device(),
                    age + " s ago",
                    status.reason().isEmpty() ? "-" : status.reason());
        }
        instances.print(common.out());
    }

    /** Where the newest generation that answered began: {@code 0@120 1@98}, and how many partitions more. */
    private static String from(InstanceStatus status) {
        if (status.served().isEmpty()) {
            return "-";
        }
        ServedFrom newest = status.served().get(0);
        String shown = newest.offsets().entrySet().stream()
                .limit(PARTITIONS_SHOWN)
                .map(from -> from.getKey() + "@" + from.getValue())
                .collect(Collectors.joining(" "));
        int more = newest.offsets().size() - PARTITIONS_SHOWN;
        return (newest.generation() == status.generation() ? "" : "gen " + newest.generation() + ": ")
                + shown
                + (more > 0 ? " +" + more : "");
    }

    private static Map<String, Object> object(ServedFrom served) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("generation", served.generation());
        object.put("versions", served.versions());
        object.put("offsets", served.offsets());
        return object;
    }

    static Map<String, Object> object(InstanceStatus status) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("instance", status.instance());
        object.put("model", status.model());
        object.put("generation", status.generation());
        object.put("state", status.state().label());
        object.put("versions", status.versions());
        object.put("device", status.device());
        object.put("reason", status.reason());
        object.put("served", status.served().stream().map(StatusCommand::object).toList());
        return object;
    }
}
