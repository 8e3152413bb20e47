package io.plumbline.trainer.dataset.table;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.DataFile;
import io.plumbline.trainer.dataset.DataSource;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Quantiles;
import io.plumbline.trainer.dataset.SplitConfig;
import io.plumbline.trainer.experiment.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A CSV file whose rows are candidates of queries: rows that agree in the {@code group-by} columns form a query, and the
 * grade of a row is the quantile, over the whole file, that its {@code grade-by} column falls in.
 *
 * <p>The model sees neither the group's columns nor the graded one. Whole queries are held out; a query's time is that of
 * its newest row.
 */
public final class CsvRanking implements DataSource {
    private final CsvConfig csv;
    private final List<String> groupBy;
    private final String gradeBy;
    private final int grades;

    public CsvRanking(Settings data, Path folder) {
        csv = CsvConfig.from(data, folder, SplitConfig.Kind.RANDOM, SplitConfig.Kind.TIME);
        groupBy = data.texts("group-by");
        gradeBy = data.text("grade-by");
        grades = data.whole("grades", 2, 32, 5);
        if (groupBy.isEmpty()) {
            data.problem("group-by", "is empty, expected at least one column");
        }
    }

    @Override
    public List<Path> files() {
        return List.of(csv.file());
    }

    @Override
    public Dataset load() {
        DataFile stored = DataFile.read(csv.file());
        Table table = csv.read(stored, Map.of("data.group-by", groupBy, "data.grade-by", List.of(gradeBy)));
        List<String> hidden = new ArrayList<>(groupBy);
        hidden.add(gradeBy);
        TableRows rows = csv.features(table, hidden);
        Map<String, List<Integer>> queries = queries(table);
        QueryItems items = new QueryItems(
                rows,
                List.copyOf(queries.keySet()),
                queries.values().stream()
                        .map(query -> query.stream().mapToInt(row -> row).toArray())
                        .toList(),
                quantiles(table),
                "%06d"::formatted);
        return new Tabular(rows, items, csv.features())
                .dataset(
                        new Task.Ranking(IntStream.range(0, grades).boxed().toList()),
                        false,
                        csv.split().split(new QueryOrder(items, csv, table)),
                        DataFile.sha256(stored),
                        Map.of());
    }

    /** Rows by query, in the order of the query's name; numbers in it are padded to two digits, so months sort. */
    private Map<String, List<Integer>> queries(Table table) {
        int[] columns = groupBy.stream().mapToInt(table::column).toArray();
        Map<String, List<Integer>> queries = new TreeMap<>();
        for (int row = 0; row < table.rows().size(); row++) {
            StringBuilder name = new StringBuilder(csv.idPrefix());
            for (int column : columns) {
                String text = table.text(row, column);
                name.append('-').append(text.length() == 1 ? "0" + text : text);
            }
            queries.computeIfAbsent(name.toString(), absent -> new ArrayList<>())
                    .add(row);
        }
        return queries;
    }

    /** The quantile of each row, by rank: equal values get the grade of the first of them. */
    private float[] quantiles(Table table) {
        int column = table.column(gradeBy);
        double[] values = IntStream.range(0, table.rows().size())
                .mapToDouble(row -> table.required(row, column))
                .toArray();
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        float[] quantiles = new float[values.length];
        for (int row = 0; row < values.length; row++) {
            quantiles[row] = (long) Quantiles.firstIndexOf(sorted, values[row]) * grades / sorted.length;
        }
        return quantiles;
    }

    private record QueryOrder(QueryItems items, CsvConfig csv, Table table) implements SplitConfig.Order {
        @Override
        public int count() {
            return items.count();
        }

        @Override
        public double[] times() {
            double[] ofRows = csv.times(table);
            return items.queries().stream()
                    .mapToDouble(rows -> Arrays.stream(rows)
                            .mapToDouble(row -> ofRows[row])
                            .max()
                            .orElse(0))
                    .toArray();
        }
    }
}
