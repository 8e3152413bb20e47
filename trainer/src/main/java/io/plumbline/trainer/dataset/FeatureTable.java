package io.plumbline.trainer.dataset;

import io.plumbline.contracts.checkpoint.FeatureEncoder;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.event.FeatureValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The feature columns of a table: rows by name as producers send them, and the preprocessing fitted to the training rows.
 *
 * <p>A column is numeric if all its cells read as numbers; any other is a category. Numbers are imputed with the training
 * mean, optionally put through ln(1 + x), and standardized; categories seen in training become one column each, and an
 * unseen or missing one all zeros.
 */
final class FeatureTable {
    static final String INPUT = "features";

    private final Table table;
    private final List<Integer> columns = new ArrayList<>();
    private final List<Boolean> numeric = new ArrayList<>();

    FeatureTable(Table table, List<String> excluded) {
        this.table = table;
        excluded.forEach(table::column);
        for (int column = 0; column < table.columns().size(); column++) {
            if (!excluded.contains(table.columns().get(column))) {
                columns.add(column);
                numeric.add(table.numeric(column));
            }
        }
    }

    /** One row as a producer would send it. */
    Map<String, FeatureValue> row(int row) {
        Map<String, FeatureValue> features = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            features.put(name(i), value(row, i));
        }
        return features;
    }

    /** The steps fitted to the rows in {@code training}; {@code log1p} names the columns that take that step too. */
    List<Step> fit(int[] training, List<String> log1p) {
        List<Step> steps = new ArrayList<>();
        List<String> assembled = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            List<Step> fitted =
                    numeric.get(i) ? fitNumber(i, training, log1p.contains(name(i))) : fitCategory(i, training);
            steps.addAll(fitted);
            if (!fitted.isEmpty()) {
                assembled.add(name(i));
            }
        }
        steps.add(new Step.Assemble(INPUT, assembled));
        return steps;
    }

    /** Encodes rows with the code that the inference service runs. */
    static float[] encode(FeatureEncoder encoder, List<Map<String, FeatureValue>> rows, List<String> places) {
        float[] encoded = new float[Math.multiplyExact(encoder.width(), rows.size())];
        for (int i = 0; i < rows.size(); i++) {
            encoder.encode(rows.get(i), encoded, i * encoder.width(), places.get(i))
                    .ifPresent(refusal -> {
                        throw new MalformedDataException(refusal.describe());
                    });
        }
        return encoded;
    }

    private FeatureValue value(int row, int i) {
        if (numeric.get(i)) {
            return table.number(row, columns.get(i))
                    .<FeatureValue>map(FeatureValue.Numeric::new)
                    .orElseGet(FeatureValue.Missing::new);
        }
        String text = table.text(row, columns.get(i));
        return Table.missing(text) ? new FeatureValue.Missing() : new FeatureValue.Text(text);
    }

    /** Impute, log1p, standardize; nothing for a column that never varies in training. */
    private List<Step> fitNumber(int i, int[] training, boolean log1p) {
        List<Double> present = new ArrayList<>();
        for (int row : training) {
            table.number(row, columns.get(i)).ifPresent(present::add);
        }
        double fill = present.stream().mapToDouble(x -> x).average().orElse(0);
        double[] values =
                present.stream().mapToDouble(x -> log1p ? Math.log1p(x) : x).toArray();
        double mean = java.util.Arrays.stream(values).average().orElse(0);
        double variance = java.util.Arrays.stream(values)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElse(0);
        if (!(variance > 0)) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Impute(name(i), fill));
        if (log1p) {
            steps.add(new Step.Log1p(name(i)));
        }
        steps.add(new Step.Standardize(name(i), mean, Math.sqrt(variance)));
        return steps;
    }

    private List<Step> fitCategory(int i, int[] training) {
        TreeSet<String> categories = new TreeSet<>();
        for (int row : training) {
            String text = table.text(row, columns.get(i));
            if (!Table.missing(text)) {
                categories.add(text);
            }
        }
        return categories.isEmpty() ? List.of() : List.of(new Step.OneHot(name(i), List.copyOf(categories)));
    }

    private String name(int i) {
        return table.columns().get(columns.get(i));
    }
}
