package io.plumbline.trainer.network;

import io.plumbline.contracts.checkpoint.FeatureEncoder;
import io.plumbline.contracts.checkpoint.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a network is told about the rows it will get.
 *
 * @param rowShape of one row, without the batch: {@code [features]} or {@code [channels, height, width]}
 * @param columnsByFeature which columns of an encoded feature row each feature fills, in the row's order; empty for images
 */
public record NetworkInput(List<Long> rowShape, Map<String, Columns> columnsByFeature) {
    public NetworkInput {
        rowShape = List.copyOf(rowShape);
        columnsByFeature = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(columnsByFeature));
    }

    /** Rows whose columns have no names. */
    public static NetworkInput of(List<Long> rowShape) {
        return new NetworkInput(rowShape, Map.of());
    }

    /** Rows as {@code preprocessing} makes them: feature columns with names if it encodes features. */
    public static NetworkInput of(List<Long> rowShape, List<Step> preprocessing) {
        if (preprocessing.stream().noneMatch(Step.Assemble.class::isInstance)) {
            return of(rowShape);
        }
        Map<String, Columns> columns = new LinkedHashMap<>();
        int from = 0;
        for (var feature : new FeatureEncoder(preprocessing).widths().entrySet()) {
            columns.put(feature.getKey(), new Columns(from, from + feature.getValue()));
            from += feature.getValue();
        }
        return new NetworkInput(rowShape, columns);
    }

    /** Columns {@code [from, to)} of a row. */
    public record Columns(int from, int to) {
        public Columns {
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException("columns are [%d, %d), expected 0 <= from < to".formatted(from, to));
            }
        }

        public int width() {
            return to - from;
        }
    }
}
