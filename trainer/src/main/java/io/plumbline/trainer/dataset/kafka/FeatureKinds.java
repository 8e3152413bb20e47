package io.plumbline.trainer.dataset.kafka;

import io.plumbline.contracts.event.FeatureValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which features requests carry, and whether each is a number or a category: what most of them say. A request that says
 * otherwise is a producer's mistake, which a model in service would refuse as well.
 */
final class FeatureKinds {
    /** By name: how many values are numbers, less how many are texts. */
    private final Map<String, Long> surplus = new TreeMap<>();

    private final Collection<String> excluded;

    /** @param excluded features that are left out */
    FeatureKinds(Collection<String> excluded) {
        this.excluded = excluded;
    }

    void count(Map<String, FeatureValue> row) {
        row.forEach((name, value) -> surplus.merge(
                name,
                value instanceof FeatureValue.Numeric ? 1L : value instanceof FeatureValue.Text ? -1L : 0L,
                Long::sum));
    }

    /** All names that came, sorted, those excluded among them. */
    List<String> found() {
        return List.copyOf(surplus.keySet());
    }

    List<String> names() {
        List<String> names = new ArrayList<>(surplus.keySet());
        names.removeAll(excluded);
        return names;
    }

    boolean numeric(String name) {
        return surplus.getOrDefault(name, 0L) >= 0;
    }

    /** Why a row does not fit the others. */
    Optional<String> problem(Map<String, FeatureValue> row) {
        for (Map.Entry<String, FeatureValue> entry : row.entrySet()) {
            String name = entry.getKey();
            boolean wrong = numeric(name)
                    ? entry.getValue() instanceof FeatureValue.Text
                    : entry.getValue() instanceof FeatureValue.Numeric;
            if (wrong && !excluded.contains(name)) {
                return Optional.of("feature '" + name + "' is "
                        + (numeric(name) ? "text, expected a number" : "a number, expected a category")
                        + " as in most requests");
            }
        }
        return Optional.empty();
    }
}
