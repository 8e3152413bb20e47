package io.plumbline.inference.cli;

import io.plumbline.inference.deadletter.DeadLetters;
import io.plumbline.inference.deadletter.Letter;
import io.plumbline.inference.deadletter.LetterFilter;
import io.plumbline.inference.deadletter.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code dead-letters list}: what could not be answered, and why.
 *
 * <p>Never prints a value: requests may hold what is not everybody's to read. Memory: the rows shown.
 */
@Command(
        name = "list",
        description = "Lists the requests that could not be answered, newest last, and counts them by reason.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline dead-letters list",
            "  plumbline dead-letters list --reason unknown_model --model fashion --since -7d",
            "  plumbline dead-letters list --since 2026-11-24T10:00:00Z --until 2026-11-24T11:00:00Z --limit 1000 -o json",
            "",
            "A time is the request's own. REDRIVEN tells how often a letter was sent again.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class LettersListCommand implements Callable<Integer> {
    private static final int ERROR_WIDTH = 160;
    /** A JSON parser quotes what it stumbled over, and that may be a feature's value. */
    private static final Pattern QUOTED = Pattern.compile("'[^']*'");

    @Spec
    private CommandSpec spec;

    @Mixin
    private Common common;

    @Mixin
    private LetterSelection selection;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Show the newest N (default: ${DEFAULT-VALUE}); all are counted.")
    private int limit;

    /** What is shown of a letter. */
    private record Row(Position position, Instant time, Map<String, Object> cells) {
        static final Comparator<Row> OLDEST_FIRST =
                Comparator.comparing(Row::time).thenComparing(Row::position);
    }

    @Override
    public Integer call() {
        if (limit < 0) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--limit is " + limit + ", expected 0 or more");
        }
        DeadLetters letters = new DeadLetters(common.link(), common.topics());
        LetterFilter filter = selection.filter(Set.of());
        PriorityQueue<Row> newest = new PriorityQueue<>(Row.OLDEST_FIRST);
        Map<String, Long> reasons = new TreeMap<>();
        letters.read(filter, letter -> {
            reasons.merge(letter.reason(), 1L, Long::sum);
            Row row = new Row(letter.position(), letter.time(), new LinkedHashMap<>());
            newest.add(row);
            Row oldest = newest.size() > limit ? newest.remove() : null;
            if (!row.equals(oldest)) {
                row.cells().putAll(cells(letter));
            }
        });
        List<Row> rows = new ArrayList<>(newest);
        rows.sort(Row.OLDEST_FIRST);
        Map<Position, Integer> redriven =
                letters.redriven(rows.stream().map(Row::position).toList());
        rows.forEach(row -> row.cells().put("redriven", redriven.getOrDefault(row.position(), 0)));
        long total = reasons.values().stream().mapToLong(Long::longValue).sum();
        if (common.json()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("letters", rows.stream().map(Row::cells).toList());
            object.put("total", total);
            object.put("reasons", reasons);
            common.printJson(object);
        } else {
            print(rows, reasons, total);
        }
        return ExitCode.OK;
    }

    static Map<String, Object> cells(Letter letter) {
        Map<String, Object> cells = new LinkedHashMap<>();
        cells.put("position", letter.record().where());
        cells.put("time", letter.time().toString());
        letter.original().ifPresent(original -> cells.put("source", original.source()));
        letter.id().ifPresent(id -> cells.put("id", id));
        letter.model().ifPresent(model -> cells.put("model", model));
        cells.put("reason", letter.reason());
        cells.put("error", withoutValues(letter.error()));
        return cells;
    }

    static String withoutValues(String error) {
        return error.startsWith("not JSON: ") ? QUOTED.matcher(error).replaceAll("'…'") : error;
    }

    private void print(List<Row> rows, Map<String, Long> reasons, long total) {
        Table table = new Table("POSITION", "TIME", "SOURCE", "ID", "MODEL", "REASON", "REDRIVEN", "ERROR");
        for (Row row : rows) {
            table.add(
                    cell(row, "position", 200),
                    cell(row, "time", 40),
                    cell(row, "source", 200),
                    cell(row, "id", 60),
                    cell(row, "model", 60),
                    cell(row, "reason", 40),
                    cell(row, "redriven", 10),
                    cell(row, "error", ERROR_WIDTH));
        }
        table.print(common.out());
        common.out().println();
        Table counts = new Table("REASON", "LETTERS");
        reasons.forEach((reason, count) -> counts.add(reason, Long.toString(count)));
        counts.add("all", Long.toString(total));
        counts.print(common.out());
        if (rows.size() < total) {
            common.say("the newest " + rows.size() + " of " + total + " are shown; --limit shows more");
        }
    }

    private static String cell(Row row, String name, int width) {
        Object value = row.cells().get(name);
        if (value == null || value.toString().isEmpty()) {
            return "-";
        }
        String text = Bytes.printable(value.toString());
        return text.length() > width ? text.substring(0, width - 1) + "…" : text;
    }
}
