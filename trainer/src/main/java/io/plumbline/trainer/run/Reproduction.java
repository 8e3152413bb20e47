package io.plumbline.trainer.run;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a manifest says of how its model was made, and whether a new run makes the same one. */
public final class Reproduction {
    private final Manifest manifest;
    private final String source;

    /** @param source where the manifest was read, for messages */
    public Reproduction(Manifest manifest, String source) {
        this.manifest = manifest;
        this.source = source;
    }

    /** The folder that the experiment lay in, as the manifest tells it: relative to where the training was started. */
    public Path folder() {
        return manifest.training().get("folder") instanceof String folder ? Path.of(folder) : Path.of("");
    }

    /**
     * The experiment, as it was resolved then.
     *
     * @param folder that relative paths in it start from
     * @throws InvalidExperimentException if the manifest holds none that can be run again
     */
    public Experiment experiment(Path folder) {
        if (!(manifest.training().get("experiment") instanceof Map<?, ?> written)) {
            throw refused("has no training.experiment: it was imported, or made by something else");
        }
        if (recorded().isEmpty()) {
            throw refused("has no training.weights_sha256 to compare with");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        written.forEach((key, value) -> values.put(String.valueOf(key), value));
        nailDown(values);
        Experiment experiment = Experiment.of(values, folder, source);
        if (experiment.fit().maxTime().isPresent()) {
            throw refused(
                    "is of a run with fit.max-time, which ends where the clock says; expected one that ends by steps"
                            + " or epochs");
        }
        return experiment;
    }

    /** Data of a stretch of time, which may have been counted back from that day, are those of the offsets found then. */
    private void nailDown(Map<String, @Nullable Object> values) {
        if (manifest.training().get("data") instanceof Map<?, ?> found
                && found.get("offsets") instanceof Map<?, ?> offsets
                && values.get("data") instanceof Map<?, ?> written) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            written.forEach((key, value) -> data.put(String.valueOf(key), value));
            data.put("offsets", offsets);
            values.put("data", data);
        }
    }

    /** Whether the data are those of the checkpoint. */
    public boolean sameData(TrainingRun run) {
        return run.data().sha256().equals(manifest.training().get("data_sha256"));
    }

    /** The recorded SHA-256 of each network's weights. */
    public List<String> recorded() {
        return manifest.training().get("weights_sha256") instanceof List<?> hashes
                ? hashes.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** What is otherwise now than it was then and can change the last bits: libraries, threads. */
    public List<String> differences(TrainingRun run) {
        List<String> differences = new ArrayList<>();
        Map<String, Object> now = run.facts();
        for (String fact : List.of("threads", "device", "libraries")) {
            Object then = manifest.training().get(fact);
            if (!String.valueOf(then).equals(String.valueOf(now.get(fact)))) {
                differences.add("%s: %s then, %s now".formatted(fact, then, now.get(fact)));
            }
        }
        return differences;
    }

    private InvalidExperimentException refused(String what) {
        return new InvalidExperimentException(source, List.of(source + " " + what));
    }
}
