package io.plumbline.trainer.dataset;

import io.plumbline.contracts.checkpoint.FeatureEncoder;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.experiment.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A CSV file whose rows are candidates of queries: rows that agree in the {@code group-by} columns form a query, and the
 * grade of a row is the quantile, over the whole file, that its {@code grade-by} column falls in.
 *
 * <p>The model sees neither the group's columns nor the graded one. Whole queries are held out.
 */
final class CsvRanking implements DataSource {
    private final Path file;
    private final List<String> groupBy;
    private final String gradeBy;
    private final int grades;
    private final List<String> exclude;
    private final List<String> log1p;
    private final String idPrefix;
    private final int holdout;
    private final int validation;
    private final long splitSeed;

    CsvRanking(Settings data, Path folder) {
        file = folder.resolve(data.text("file")).normalize();
        groupBy = data.texts("group-by");
        gradeBy = data.text("grade-by");
        grades = data.whole("grades", 2, 32, 5);
        exclude = data.texts("exclude");
        log1p = data.texts("log1p");
        idPrefix = data.text("id-prefix");
        holdout = data.whole("holdout", 0, Integer.MAX_VALUE);
        validation = data.whole("validation", 1, Integer.MAX_VALUE);
        splitSeed = data.whole("split-seed", 0, Integer.MAX_VALUE, 1);
        if (groupBy.isEmpty()) {
            data.problem("group-by", "is empty, expected at least one column");
        }
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public Dataset load() {
        DataFile stored = DataFile.read(file);
        Table table = CsvFile.read(stored);
        List<String> excluded = new ArrayList<>(exclude);
        excluded.addAll(groupBy);
        excluded.add(gradeBy);
        FeatureTable features = new FeatureTable(table, excluded);
        Map<String, List<Integer>> queries = queries(table);
        List<String> names = List.copyOf(queries.keySet());
        Split split = Split.of(names.size(), holdout, validation, splitSeed);
        int[] trainingRows = Arrays.stream(split.train())
                .flatMap(query -> queries.getOrDefault(names.get(query), List.of()).stream()
                        .mapToInt(row -> row))
                .toArray();
        List<Step> steps = features.fit(trainingRows, log1p);
        FeatureEncoder encoder = new FeatureEncoder(steps);
        int[] gradeOf = quantiles(table);
        Partitioner partitioner = new Partitioner(features, encoder, queries, names, gradeOf);
        return new Dataset(
                new Task.Ranking(IntStream.range(0, grades).boxed().toList()),
                FeatureTable.INPUT,
                List.of((long) encoder.width()),
                steps,
                TargetScale.NONE,
                partitioner.of(split.train()),
                partitioner.of(split.validation()),
                partitioner.of(split.holdout()),
                DataFile.sha256(stored));
    }

    /** Rows by query, in the order of the query's name; numbers in it are padded to two digits, so months sort. */
    private Map<String, List<Integer>> queries(Table table) {
        int[] columns = groupBy.stream().mapToInt(table::column).toArray();
        Map<String, List<Integer>> queries = new TreeMap<>();
        for (int row = 0; row < table.rows().size(); row++) {
            StringBuilder name = new StringBuilder(idPrefix);
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
    private int[] quantiles(Table table) {
        int column = table.column(gradeBy);
        double[] values = IntStream.range(0, table.rows().size())
                .mapToDouble(row -> table.required(row, column))
                .toArray();
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Arrays.stream(values)
                .mapToInt(value -> (int) ((long) firstIndexOf(sorted, value) * grades / sorted.length))
                .toArray();
    }

    private static int firstIndexOf(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private record Partitioner(
            FeatureTable features,
            FeatureEncoder encoder,
            Map<String, List<Integer>> queries,
            List<String> names,
            @SuppressWarnings("ArrayRecordComponent") int[] gradeOf) {
        Partition of(int[] chosen) {
            List<Map<String, FeatureValue>> rows = new ArrayList<>();
            List<String> places = new ArrayList<>();
            List<Float> targets = new ArrayList<>();
            int[] starts = new int[chosen.length + 1];
            List<Example> examples = new ArrayList<>();
            for (int i = 0; i < chosen.length; i++) {
                String name = names.get(chosen[i]);
                List<Payload.Item> items = new ArrayList<>();
                Map<String, Double> relevance = new LinkedHashMap<>();
                for (int row : queries.getOrDefault(name, List.of())) {
                    Map<String, FeatureValue> values = features.row(row);
                    String item = "%06d".formatted(row);
                    items.add(new Payload.Item(item, values));
                    relevance.put(item, (double) gradeOf[row]);
                    rows.add(values);
                    places.add("row " + (row + 1));
                    targets.add((float) gradeOf[row]);
                }
                starts[i + 1] = rows.size();
                examples.add(new Example(name, new Payload.Items(items), new Truth.Relevance(relevance)));
            }
            float[] grades = new float[targets.size()];
            for (int i = 0; i < grades.length; i++) {
                grades[i] = targets.get(i);
            }
            return new Partition(encoder.width(), FeatureTable.encode(encoder, rows, places), grades, starts, examples);
        }
    }
}
