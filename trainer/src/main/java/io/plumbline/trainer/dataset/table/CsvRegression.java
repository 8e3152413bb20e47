package io.plumbline.trainer.dataset.table;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.DataFile;
import io.plumbline.trainer.dataset.DataSource;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.SplitConfig;
import io.plumbline.trainer.experiment.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A CSV file with one numeric column to predict from the others. */
public final class CsvRegression implements DataSource {
    private final CsvConfig csv;
    private final String target;
    private final String unit;
    private final boolean logTarget;

    public CsvRegression(Settings data, Path folder) {
        csv = CsvConfig.from(data, folder, SplitConfig.Kind.values());
        target = data.text("target");
        unit = data.text("unit");
        logTarget = data.flag("log-target", true);
    }

    @Override
    public List<Path> files() {
        return List.of(csv.file());
    }

    @Override
    public Dataset load() {
        DataFile stored = DataFile.read(csv.file());
        Table table = csv.read(stored, Map.of("data.target", List.of(target)));
        int column = table.column(target);
        float[] targets = new float[table.rows().size()];
        for (int row = 0; row < targets.length; row++) {
            targets[row] = (float) table.required(row, column);
        }
        TableRows rows = csv.features(table, List.of(target));
        RowItems items = new RowItems(rows, targets, csv::id, row -> new Truth.Value(table.required(row, column)));
        return new Tabular(rows, items, csv.features())
                .dataset(
                        new Task.Regression(unit),
                        logTarget,
                        csv.split().split(new RowOrder(csv, table, () -> SplitConfig.quantileStrata(targets))),
                        DataFile.sha256(stored),
                        Map.of());
    }
}
