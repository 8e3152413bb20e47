package io.plumbline.evaluator.drift;

import io.plumbline.contracts.checkpoint.Histogram;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.metrics.drift.ReferenceBins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How features and scores of a version were distributed in training, as bins to count live ones in.
 *
 * <p>A manifest counts only values that were there. The rows of training are those that have a score, so a feature with fewer
 * values was missing in the others.
 *
 * @param checkpoint sha256 of the version's ONNX file
 * @param features by name, ascending
 * @param scores by name, ascending
 * @param left names of the features that are not watched because there are too many, or too many bins
 * @param input the graph's one input, as which bare bytes are read
 * @param classes by index; empty for other tasks
 */
public record Profile(
        String checkpoint,
        List<Column> features,
        List<Column> scores,
        List<String> left,
        Optional<TensorSpec> input,
        List<String> classes) {
    /** More bins would not fit the record of a changelog, 8 bytes each. */
    private static final int MOST_BINS = 50_000;

    /** A longer name is refused where it is read. */
    private static final int LONGEST_NAME = 200;

    /** One feature or score. */
    public record Column(String name, ReferenceBins bins) {}

    public Profile {
        features = List.copyOf(features);
        scores = List.copyOf(scores);
        left = List.copyOf(left);
        classes = List.copyOf(classes);
    }

    /**
     * The profile of a checkpoint; it may have no columns.
     *
     * @throws IllegalArgumentException if a histogram of the manifest contradicts itself
     */
    public static Profile of(Manifest manifest, int maxFeatures) {
        Map<String, Histogram> features = new TreeMap<>(manifest.reference().features());
        Map<String, Histogram> scores = new TreeMap<>(manifest.reference().scores());
        long rows = scores.values().stream().mapToLong(Profile::total).max().orElse(0);
        List<Column> kept = new ArrayList<>();
        List<String> left = new ArrayList<>();
        int bins = 0;
        for (Column column : columns(features, rows)) {
            boolean fits = kept.size() < maxFeatures
                    && bins + column.bins().size() <= MOST_BINS
                    && column.name().length() <= LONGEST_NAME;
            if (fits) {
                kept.add(column);
                bins += column.bins().size();
            } else {
                left.add(column.name());
            }
        }
        return new Profile(
                manifest.checkpoint(),
                kept,
                columns(scores, rows).stream()
                        .filter(column -> column.bins().size() <= MOST_BINS / scores.size())
                        .toList(),
                left,
                manifest.inputs().size() == 1 ? Optional.of(manifest.inputs().get(0)) : Optional.empty(),
                manifest.task() instanceof Task.Classification classification ? classification.labels() : List.of());
    }

    public List<Column> columns(Part part) {
        return part == Part.FEATURES ? features : scores;
    }

    private static List<Column> columns(Map<String, Histogram> histograms, long rows) {
        List<Column> columns = new ArrayList<>();
        histograms.forEach((name, histogram) ->
                columns.add(new Column(name, bins(name, histogram, Math.max(0, rows - total(histogram))))));
        return columns;
    }

    private static ReferenceBins bins(String name, Histogram histogram, long missing) {
        long[] counts = histogram.counts().stream().mapToLong(count -> count).toArray();
        try {
            return histogram.edges().isEmpty()
                    ? ReferenceBins.categorical(histogram.categories(), counts, missing)
                    : ReferenceBins.numeric(
                            histogram.edges().stream().mapToDouble(edge -> edge).toArray(), counts, missing);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("reference of '" + name + "': " + e.getMessage(), e);
        }
    }

    private static long total(Histogram histogram) {
        return histogram.counts().stream().mapToLong(count -> count).sum();
    }
}
