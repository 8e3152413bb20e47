package io.plumbline.local.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The versions side by side, in the metrics that their task is about. */
final class VersionTable {
    private final DemoTask task;

    VersionTable(DemoTask task) {
        this.task = task;
    }

    /** A header and a row for each version. */
    List<String> lines(List<VersionReading> versions) {
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("version", "role", "samples"));
        task.headlines().forEach(headline -> header.add(headline.title()));
        rows.add(header);
        for (VersionReading version : versions) {
            List<String> row =
                    new ArrayList<>(List.of(version.version(), version.role(), Long.toString(version.records())));
            for (DemoTask.Headline headline : task.headlines()) {
                row.add(number(version.metrics().get(headline.metric())));
            }
            rows.add(row);
        }
        return aligned(rows);
    }

    private static String number(@Nullable Double value) {
        if (value == null) {
            return "-";
        }
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.4f" : "%.0f", value);
    }

    private static List<String> aligned(List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream()
                        .mapToInt(r -> r.get(column).length())
                        .max()
                        .orElse(0);
                String gap = " ".repeat(width - row.get(i).length());
                // Words begin on the left, numbers end on the right.
                line.append(' ')
                        .append(i < 2 ? row.get(i) + gap : gap + row.get(i))
                        .append(' ');
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
