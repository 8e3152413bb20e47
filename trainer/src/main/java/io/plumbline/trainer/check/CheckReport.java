package io.plumbline.trainer.check;

import io.plumbline.trainer.fit.StepTimer;
import io.plumbline.trainer.network.LayerRow;
import io.plumbline.trainer.network.LayerSummary;
import io.plumbline.trainer.network.LayerTable;
import io.plumbline.trainer.run.Experiment;
import io.plumbline.trainer.run.TrainingRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that can be said about an experiment without training it.
 *
 * @param layers of the first network, where there are several
 * @param parameters numbers that are learnt, over all networks
 * @param multiplyAdds of the first network for one row, in convolutions and linear layers
 * @param onnxBytes of the exported graph, which holds all networks
 */
public record CheckReport(
        Experiment experiment,
        DataFacts data,
        List<LayerRow> layers,
        long parameters,
        long multiplyAdds,
        int onnxBytes,
        RateCurve rates,
        EpochTime time,
        List<Warning> warnings) {
    public CheckReport {
        layers = List.copyOf(layers);
        warnings = List.copyOf(warnings);
    }

    /**
     * Loads the data, builds the network, exports it untrained and times some steps.
     *
     * @throws io.plumbline.trainer.experiment.InvalidExperimentException if loss, network and data do not fit each other
     * @throws io.plumbline.trainer.export.graph.UntraceableException if the network cannot be exported
     */
    public static CheckReport of(Experiment experiment) {
        try (TrainingRun run = new TrainingRun(experiment)) {
            DataFacts data = DataFacts.of(run.data());
            LayerTable layers = LayerTable.of(run.network());
            int onnxBytes = run.export().length;
            StepTimer.Timing timing = run.timeSteps();
            RateCurve rates = RateCurve.of(experiment.schedule().start(), timing.steps(), timing.stepsPerEpoch());
            Subject subject = new Subject(
                    new Values(experiment.resolved()),
                    experiment.provenance(),
                    data,
                    rates,
                    timing.diverged(),
                    layers.hasBatchNorm(),
                    layers.dropsBeforeBatchNorm());
            return new CheckReport(
                    experiment,
                    data,
                    layers.rows(),
                    run.parameterCount(),
                    run.network().summary().stream()
                            .mapToLong(LayerSummary::multiplyAdds)
                            .sum(),
                    onnxBytes,
                    rates,
                    new EpochTime(timing, experiment.members()),
                    warnings(subject));
        }
    }

    /** What every rule says, the surest first. */
    static List<Warning> warnings(Subject subject) {
        return Stream.concat(FitLints.ALL.stream(), DataLints.ALL.stream())
                .map(lint -> lint.check(subject))
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(Warning::severity))
                .toList();
    }

    /** Whether a rule found more than a hint. */
    public boolean hasWarnings() {
        return warnings.stream().anyMatch(warning -> warning.severity() == Warning.Severity.WARNING);
    }

    /** Everything as JSON values. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("model", experiment.model());
        map.put("task", data.task());
        map.put("row", data.row());
        map.put("train", data.train());
        map.put("trainRows", data.trainRows());
        map.put("validation", data.validation());
        map.put("holdout", data.holdout());
        map.put("classes", data.classes());
        map.put("missing", data.missing());
        List<Map<String, Object>> rows = new ArrayList<>();
        layers.forEach(layer -> rows.add(
                Map.of("kind", layer.kind(), "outputShape", layer.outputShape(), "parameters", layer.parameters())));
        map.put("layers", rows);
        map.put("parameters", parameters);
        map.put("multiplyAdds", multiplyAdds);
        map.put("onnxBytes", onnxBytes);
        map.put("networks", time.networks());
        map.put("epochs", experiment.fit().epochs());
        map.put("steps", time.timing().steps());
        map.put(
                "learningRate",
                map(
                        "first", rates.first(),
                        "peak", rates.peak(),
                        "peakStep", rates.peakStep(),
                        "last", rates.last(),
                        "sampled", rates.sampled()));
        map.put(
                "time",
                map(
                        "measuredSteps", time.timing().measured(),
                        "stepsPerEpoch", time.timing().stepsPerEpoch(),
                        "secondsPerStep", time.timing().secondsPerStep(),
                        "validationSeconds", time.timing().validationSeconds(),
                        "secondsPerEpoch", time.secondsPerEpoch(),
                        "secondsPerRun", time.secondsPerRun()));
        List<Map<String, Object>> found = new ArrayList<>();
        warnings.forEach(warning -> found.add(toMap(warning)));
        map.put("warnings", found);
        map.put("experiment", experiment.resolved());
        return map;
    }

    private static Map<String, Object> toMap(Warning warning) {
        return map(
                "id", warning.id(),
                "severity", warning.severity().name().toLowerCase(Locale.ROOT),
                "key", warning.key(),
                "place", warning.place(),
                "reason", warning.reason(),
                "advice", warning.advice());
    }

    /** Names and values in turn, in that order. */
    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }
}
