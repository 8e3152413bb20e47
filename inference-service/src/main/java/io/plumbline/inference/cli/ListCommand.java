package io.plumbline.inference.cli;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.checkpoint.Manifest;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code model list}: the checkpoints in the store. */
@Command(
        name = "list",
        description = "Lists the checkpoints in the store, newest last.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  plumbline model list", "  plumbline model list fashion -o json"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class ListCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "Only this model.")
    private @Nullable String only;

    @Override
    public Integer call() throws IOException {
        CheckpointStore store = common.store();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String model : only == null ? store.models() : List.of(only)) {
            for (String version : store.versions(model)) {
                rows.add(row(new StoredCheckpoint(store, model, version), model, version));
            }
        }
        if (common.json()) {
            common.printJson(rows);
            return ExitCode.OK;
        }
        Table table = new Table("MODEL", "VERSION", "TASK", "CREATED", "CHECKPOINT", "VALIDATION");
        for (Map<String, Object> row : rows) {
            table.add(
                    text(row, "model"),
                    text(row, "version"),
                    text(row, "task"),
                    text(row, "created"),
                    shortened(text(row, "checkpoint")),
                    row.containsKey("error") ? text(row, "error") : text(row, "metrics"));
        }
        table.print(common.out());
        return ExitCode.OK;
    }

    private static Map<String, Object> row(StoredCheckpoint stored, String model, String version) throws IOException {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("model", model);
        row.put("version", version);
        try {
            Manifest manifest = stored.manifest();
            row.put("task", manifest.task().label());
            row.put(
                    "created",
                    manifest.created().truncatedTo(ChronoUnit.SECONDS).toString());
            row.put("checkpoint", manifest.checkpoint());
            Map<String, Object> metrics = new TreeMap<>();
            manifest.metrics().forEach((name, estimate) -> metrics.put(name, estimate.value()));
            row.put("metrics", metrics);
        } catch (CommandFailed e) {
            row.put("error", String.valueOf(e.getMessage()));
        }
        return row;
    }

    private static String text(Map<String, Object> row, String key) {
        Object value = row.get(key);
        if (value instanceof Map<?, ?> metrics) {
            StringBuilder text = new StringBuilder();
            metrics.forEach((name, number) -> text.append(text.isEmpty() ? "" : " ")
                    .append(name)
                    .append('=')
                    .append(number instanceof Double d ? String.format(java.util.Locale.ROOT, "%.4g", d) : number));
            return text.toString();
        }
        return value == null ? "-" : value instanceof Instant instant ? instant.toString() : value.toString();
    }

    static String shortened(String sha256) {
        return sha256.length() > 12 ? sha256.substring(0, 12) : sha256;
    }
}
