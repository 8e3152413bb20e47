package io.plumbline.trainer.dataset.table;

import io.plumbline.trainer.dataset.DataFile;
import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.dataset.SplitConfig;
import io.plumbline.trainer.experiment.Settings;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What every kind of CSV data set is told.
 *
 * @param absent the cells that stand for a value that is not known
 * @param exclude columns that are no features
 * @param timeColumn what a split by time goes by; empty for another split. It is no feature
 * @param idPrefix of the items' ids
 */
record CsvConfig(
        Path file,
        Set<String> absent,
        List<String> exclude,
        String timeColumn,
        FeatureConfig features,
        SplitConfig split,
        String idPrefix) {
    static CsvConfig from(Settings data, Path folder, SplitConfig.Kind... kinds) {
        SplitConfig split = SplitConfig.from(data, kinds);
        boolean byTime = split.kind() == SplitConfig.Kind.TIME;
        String timeColumn = byTime ? data.text("time-column") : data.text("time-column", "");
        if (!byTime && !timeColumn.isEmpty()) {
            data.problem("time-column", "is '" + timeColumn + "' without data.split: time, expected both or neither");
        }
        return new CsvConfig(
                DataFile.named(data, "file", folder),
                Set.copyOf(data.texts("missing-values", Table.ABSENT)),
                data.texts("exclude"),
                timeColumn,
                FeatureConfig.from(data),
                split,
                data.text("id-prefix"));
    }

    /** The table; every column that the experiment names is there. */
    Table read(DataFile stored, Map<String, List<String>> named) {
        Table table = CsvFile.read(stored, absent);
        Map<String, List<String>> all = new LinkedHashMap<>(named);
        all.put("data.exclude", exclude);
        all.put("data.time-column", timeColumn.isEmpty() ? List.of() : List.of(timeColumn));
        table.requireColumns(all);
        return table;
    }

    /** The feature columns: all but the excluded ones, the time, and {@code others}. */
    TableRows features(Table table, List<String> others) {
        List<String> excluded = new ArrayList<>(exclude);
        excluded.addAll(others);
        excluded.add(timeColumn);
        return new TableRows(table, excluded);
    }

    String id(int row) {
        return "%s-%06d".formatted(idPrefix, row);
    }

    /** The time of every row: a number, or an ISO 8601 date or date and time; without an offset, in UTC. */
    double[] times(Table table) {
        int column = table.column(timeColumn);
        boolean numeric = table.numeric(column);
        double[] times = new double[table.rows().size()];
        for (int row = 0; row < times.length; row++) {
            times[row] = numeric
                    ? table.required(row, column)
                    : instant(table, row, column).toEpochMilli();
        }
        return times;
    }

    private static Instant instant(Table table, int row, int column) {
        String text = table.text(row, column).strip();
        try {
            if (text.length() <= "2026-01-01".length()) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            String time = text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) ", "$1T");
            return time.matches(".*(Z|[+-]\\d{2}:\\d{2})")
                    ? OffsetDateTime.parse(time).toInstant()
                    : LocalDateTime.parse(time).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException malformed) {
            throw new MalformedDataException(
                    "%s is '%s', expected a number, or a date and time such as 2026-01-31T12:00:00Z"
                            .formatted(table.where(row, column), text));
        }
    }
}
