package io.plumbline.trainer.dataset.table;

import io.plumbline.contracts.event.FeatureValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of named features, as producers send them, whatever they were read from. */
public interface FeatureRows {
    List<String> names();

    int count();

    /**
     * One value.
     *
     * @param feature its index in {@link #names()}
     */
    FeatureValue value(int row, int feature);

    /** Whether all values of a feature that are not missing are numbers; else all of them are categories. */
    boolean numeric(int feature);

    /** Where a row stands, for messages. */
    String place(int row);

    /** Where a value is that makes a feature a category, for the message that it has too many. */
    default String firstCategory(int feature) {
        return "";
    }

    /** All values of a row by name. */
    default Map<String, FeatureValue> row(int row) {
        Map<String, FeatureValue> features = new LinkedHashMap<>();
        for (int i = 0; i < names().size(); i++) {
            features.put(names().get(i), value(row, i));
        }
        return features;
    }
}
