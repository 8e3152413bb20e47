package io.plumbline.trainer.check;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Partition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A data set in numbers.
 *
 * @param task {@code classification}, {@code regression} or {@code ranking}
 * @param row the shape of one row, without the batch axis
 * @param train items: rows, or whole queries for ranking
 * @param trainRows rows of those items
 * @param classes how many training rows each class has, in the order of the classes; empty unless the task is classification
 * @param missing how many training values each feature lacks, by its name; only those that lack any
 */
public record DataFacts(
        String task,
        List<Long> row,
        int train,
        int trainRows,
        int validation,
        int holdout,
        Map<String, Long> classes,
        Map<String, Long> missing) {
    public DataFacts {
        row = List.copyOf(row);
        classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
        missing = Collections.unmodifiableMap(new LinkedHashMap<>(missing));
    }

    public static DataFacts of(Dataset data) {
        Map<String, Long> classes = new LinkedHashMap<>();
        if (data.task() instanceof Task.Classification classification) {
            List<Long> counts = data.classCounts();
            for (int i = 0; i < counts.size(); i++) {
                classes.put(classification.labels().get(i), counts.get(i));
            }
        }
        return new DataFacts(
                data.task().label(),
                data.rowShape(),
                data.train().items(),
                data.train().rows(),
                data.validation().items(),
                data.holdout().items(),
                classes,
                missing(data.train()));
    }

    public boolean isRanking() {
        return task.equals("ranking");
    }

    /** How many times more training rows the largest class has than the smallest; 1 where there are no classes. */
    public double imbalance() {
        if (classes.isEmpty()) {
            return 1;
        }
        return (double) Collections.max(classes.values()) / Math.max(1, Collections.min(classes.values()));
    }

    private static Map<String, Long> missing(Partition part) {
        Map<String, Long> missing = new TreeMap<>();
        for (int i = 0; i < part.items(); i++) {
            Payload payload = part.examples().get(i).payload();
            if (payload instanceof Payload.Row row) {
                count(row.features(), missing);
            } else if (payload instanceof Payload.Items items) {
                items.items().forEach(item -> count(item.features(), missing));
            } else {
                return missing;
            }
        }
        return missing;
    }

    private static void count(Map<String, FeatureValue> features, Map<String, Long> missing) {
        features.forEach((name, value) -> {
            if (value instanceof FeatureValue.Missing) {
                missing.merge(name, 1L, Long::sum);
            }
        });
    }
}
