package io.plumbline.trainer.dataset.table;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.ClassNames;
import io.plumbline.trainer.dataset.DataFile;
import io.plumbline.trainer.dataset.DataSource;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.SplitConfig;
import io.plumbline.trainer.experiment.Settings;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A CSV file with one column of classes to predict from the others. */
public final class CsvClassification implements DataSource {
    private final CsvConfig csv;
    private final String target;
    private final ClassNames given;

    public CsvClassification(Settings data, Path folder) {
        csv = CsvConfig.from(data, folder, SplitConfig.Kind.values());
        target = data.text("target");
        given = ClassNames.from(data);
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
        Set<String> found = new LinkedHashSet<>();
        for (int row = 0; row < table.rows().size(); row++) {
            found.add(table.requiredText(row, column));
        }
        ClassNames classes = given.orFound(found, csv.features().maxCategories());
        float[] targets = new float[table.rows().size()];
        for (int row = 0; row < targets.length; row++) {
            targets[row] = classes.index(table.text(row, column), table.where(row, column));
        }
        TableRows rows = csv.features(table, List.of(target));
        RowItems items = new RowItems(
                rows,
                targets,
                csv::id,
                row -> new Truth.ClassName(classes.names().get((int) targets[row])));
        return new Tabular(rows, items, csv.features())
                .dataset(
                        new Task.Classification(classes.names()),
                        false,
                        csv.split().split(new RowOrder(csv, table, () -> SplitConfig.classStrata(targets))),
                        DataFile.sha256(stored),
                        Map.of());
    }
}
