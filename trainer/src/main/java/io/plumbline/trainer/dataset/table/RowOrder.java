package io.plumbline.trainer.dataset.table;

import io.plumbline.trainer.dataset.SplitConfig;
import java.util.function.Supplier;

/** The rows of a table as the items that are split. */
record RowOrder(CsvConfig csv, Table table, Supplier<int[]> strataOfRows) implements SplitConfig.Order {
    @Override
    public int count() {
        return table.rows().size();
    }

    @Override
    public int[] strata() {
        return strataOfRows.get();
    }

    @Override
    public double[] times() {
        return csv.times(table);
    }
}
