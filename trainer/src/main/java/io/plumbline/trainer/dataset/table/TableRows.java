package io.plumbline.trainer.dataset.table;

import io.plumbline.contracts.event.FeatureValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The rows of a table without some of its columns. A column is numeric if all its cells read as numbers. */
final class TableRows implements FeatureRows {
    private static final FeatureValue MISSING = new FeatureValue.Missing();

    private final Table table;
    private final List<Integer> columns = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<Boolean> numeric = new ArrayList<>();

    TableRows(Table table, Collection<String> excluded) {
        this.table = table;
        for (int column = 0; column < table.columns().size(); column++) {
            if (!excluded.contains(table.columns().get(column))) {
                columns.add(column);
                names.add(table.columns().get(column));
                numeric.add(table.numeric(column));
            }
        }
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public int count() {
        return table.rows().size();
    }

    @Override
    public FeatureValue value(int row, int feature) {
        int column = columns.get(feature);
        if (numeric.get(feature)) {
            return table.number(row, column)
                    .<FeatureValue>map(FeatureValue.Numeric::new)
                    .orElse(MISSING);
        }
        return table.missing(row, column) ? MISSING : new FeatureValue.Text(table.text(row, column));
    }

    @Override
    public boolean numeric(int feature) {
        return numeric.get(feature);
    }

    @Override
    public String place(int row) {
        return table.where(row);
    }

    @Override
    public String firstCategory(int feature) {
        return table.firstText(columns.get(feature)).orElse("");
    }
}
