package io.plumbline.trainer.dataset;

import io.plumbline.contracts.checkpoint.FeatureEncoder;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.experiment.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A CSV file with one numeric column to predict from the others. */
final class CsvRegression implements DataSource {
    private final Path file;
    private final String target;
    private final String unit;
    private final boolean logTarget;
    private final List<String> exclude;
    private final List<String> log1p;
    private final String idPrefix;
    private final int holdout;
    private final int validation;
    private final long splitSeed;

    CsvRegression(Settings data, Path folder) {
        file = folder.resolve(data.text("file")).normalize();
        target = data.text("target");
        unit = data.text("unit");
        logTarget = data.flag("log-target", true);
        exclude = data.texts("exclude");
        log1p = data.texts("log1p");
        idPrefix = data.text("id-prefix");
        holdout = data.whole("holdout", 0, Integer.MAX_VALUE);
        validation = data.whole("validation", 1, Integer.MAX_VALUE);
        splitSeed = data.whole("split-seed", 0, Integer.MAX_VALUE, 1);
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public Dataset load() {
        DataFile stored = DataFile.read(file);
        Table table = CsvFile.read(stored);
        List<String> excluded = new ArrayList<>(exclude);
        excluded.add(target);
        FeatureTable features = new FeatureTable(table, excluded);
        Split split = Split.of(table.rows().size(), holdout, validation, splitSeed);
        List<Step> steps = features.fit(split.train(), log1p);
        FeatureEncoder encoder = new FeatureEncoder(steps);
        Partition train = partition(table, features, encoder, split.train());
        return new Dataset(
                new Task.Regression(unit),
                FeatureTable.INPUT,
                List.of((long) encoder.width()),
                steps,
                TargetScale.fit(train.targets(), logTarget),
                train,
                partition(table, features, encoder, split.validation()),
                partition(table, features, encoder, split.holdout()),
                DataFile.sha256(stored));
    }

    private Partition partition(Table table, FeatureTable features, FeatureEncoder encoder, int[] chosen) {
        int column = table.column(target);
        float[] targets = new float[chosen.length];
        int[] starts = new int[chosen.length + 1];
        List<Map<String, FeatureValue>> rows = new ArrayList<>();
        List<String> places = new ArrayList<>();
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < chosen.length; i++) {
            double truth = table.required(chosen[i], column);
            targets[i] = (float) truth;
            starts[i + 1] = i + 1;
            Map<String, FeatureValue> row = features.row(chosen[i]);
            rows.add(row);
            places.add(file + " row " + (chosen[i] + 1));
            examples.add(new Example(
                    "%s-%06d".formatted(idPrefix, chosen[i]), new Payload.Row(row), new Truth.Value(truth)));
        }
        return new Partition(encoder.width(), FeatureTable.encode(encoder, rows, places), targets, starts, examples);
    }
}
