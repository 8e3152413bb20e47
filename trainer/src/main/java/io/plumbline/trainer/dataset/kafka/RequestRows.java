package io.plumbline.trainer.dataset.kafka;

import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.trainer.dataset.table.FeatureRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows of features as requests carried them. */
final class RequestRows implements FeatureRows {
    private static final FeatureValue MISSING = new FeatureValue.Missing();

    private final FeatureKinds kinds;
    private final List<String> names;
    private final List<Map<String, FeatureValue>> rows = new ArrayList<>();
    private final List<String> places = new ArrayList<>();

    RequestRows(FeatureKinds kinds) {
        this.kinds = kinds;
        this.names = kinds.names();
    }

    /** @return the row's index */
    int add(Map<String, FeatureValue> row, String place) {
        rows.add(row);
        places.add(place);
        return rows.size() - 1;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public int count() {
        return rows.size();
    }

    @Override
    public FeatureValue value(int row, int feature) {
        return rows.get(row).getOrDefault(names.get(feature), MISSING);
    }

    @Override
    public boolean numeric(int feature) {
        return kinds.numeric(names.get(feature));
    }

    @Override
    public String place(int row) {
        return places.get(row);
    }
}
