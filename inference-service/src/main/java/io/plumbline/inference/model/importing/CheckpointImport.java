package io.plumbline.inference.model.importing;

import ai.onnxruntime.OrtEnvironment;
import io.plumbline.contracts.checkpoint.CheckpointName;
import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.FileDigest;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.ReferenceProfile;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.codec.GoldenCodec;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelLoader;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a checkpoint of an ONNX file from elsewhere.
 *
 * <p>1. The file is scanned, opened, and run on zeros, to learn its signature. 2. Where it has other outputs than a
 * checkpoint of its task has, those are replaced ({@link AnswerRewrite}); else the bytes stay. 3. In a folder that is not in
 * the store yet, the checkpoint is verified and loaded as an instance would, answers the sample requests, and is verified
 * and loaded again with its golden samples. Only then it gets its place.
 *
 * <p>Cost: up to three sessions, one after the other, and the warm-up of two.
 */
public final class CheckpointImport {
    private final CheckpointStore store;
    private final ModelLoader loader;
    private final LoadSettings settings;
    private final Clock clock;

    /** @param settings as the instances load, with the batches that they will run */
    public CheckpointImport(CheckpointStore store, ModelLoader loader, LoadSettings settings, Clock clock) {
        this.store = store;
        this.loader = loader;
        this.settings = settings;
        this.clock = clock;
    }

    /** Where the checkpoint is, and what it says of itself. */
    public record Imported(Path folder, Manifest manifest) {}

    /**
     * Imports, or says why not; then nothing was written.
     *
     * @throws IOException if a file cannot be read or written
     */
    public Imported run(ImportSpec spec) throws IOException, ImportFailedException {
        OnnxBytes source = OnnxBytes.read(spec.file());
        AnswerChoice choice = new AnswerChoice(spec);
        Draft draft = draft(spec, source, choice);
        Manifest bare = manifest(spec, draft, Map.of());
        List<WireRecord> requests = requests(spec, bare);
        Manifest[] complete = {bare};
        try {
            Path folder = store.<ImportFailedException>add(bare.model(), bare.version(), checkpoint -> {
                checkpoint.write(Manifest.MODEL_FILE, draft.onnx());
                checkpoint.write(Manifest.MANIFEST_FILE, new ManifestCodec().encode(bare));
                byte[] golden;
                try (Trial trial = trial(checkpoint.folder(), bare)) {
                    golden = new GoldenCodec()
                            .encode(trial.answers(requests, choice, draft.task() instanceof Task.Classification));
                }
                if (!requests.isEmpty()) {
                    complete[0] = manifest(spec, draft, Map.of(Manifest.GOLDEN_FILE, Digests.of(golden)));
                    checkpoint.write(Manifest.GOLDEN_FILE, golden);
                    checkpoint.write(Manifest.MANIFEST_FILE, new ManifestCodec().encode(complete[0]));
                    trial(checkpoint.folder(), complete[0]).close();
                }
            });
            return new Imported(folder, complete[0]);
        } catch (FileAlreadyExistsException e) {
            throw ImportFailedException.file("version '" + bare.version() + "' of model '" + bare.model()
                    + "' is in the store already, and is not written over (" + e.getMessage() + ")");
        }
    }

    private Trial trial(Path folder, Manifest manifest) throws IOException, ImportFailedException {
        return new Trial(loader, settings, folder, manifest.model(), manifest.version());
    }

    private static List<WireRecord> requests(ImportSpec spec, Manifest manifest)
            throws IOException, ImportFailedException {
        return spec.golden() > 0 && spec.samples().isPresent()
                ? SampleRequests.of(spec.samples().get(), spec.golden())
                : SampleRequests.drawn(manifest, spec.golden());
    }

    /** What was read, decided and rewritten. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Draft(
            byte[] onnx,
            Task task,
            List<TensorSpec> inputs,
            TensorSpec answer,
            List<Step> steps,
            Map<String, Object> training,
            Instant created) {}

    private Draft draft(ImportSpec spec, OnnxBytes source, AnswerChoice choice) throws ImportFailedException {
        try (GraphProbe graph = new GraphProbe(source.bytes())) {
            List<TensorSpec> inputs = graph.inputs(shapes(spec, graph));
            List<Step> steps = steps(spec, inputs);
            String output = choice.output(graph);
            GraphProbe.Answer zeros = graph.run(output, inputs);
            Task task = choice.task(zeros.spec());
            if (task instanceof Task.Classification && !spec.logits()) {
                choice.checkProbabilities(zeros.spec(), zeros.rows());
            }
            String name = TaskKind.valueOf(task.label()).answer();
            TensorSpec answer =
                    new TensorSpec(name, zeros.spec().datatype(), zeros.spec().shape());
            boolean asItIs = !spec.logits()
                    && output.equals(name)
                    && graph.outputs().size() == 1
                    && fits(graph.declared(output), answer);
            Map<String, Object> training = training(spec, source);
            if (asItIs) {
                return new Draft(source.bytes(), task, inputs, answer, steps, training, now());
            }
            if ((spec.logits() || !output.equals(name)) && source.hasValue(name)) {
                throw ImportFailedException.refused("output '" + output + "' would be named '" + name
                        + "' as a " + task.label() + " needs, but the graph has another value of that name; export it"
                        + " with another name");
            }
            AnswerRewrite rewrite = new AnswerRewrite(output, answer, spec.logits());
            training.put("changes", rewrite.words(graph.outputs()));
            byte[] onnx = rewrite.apply(source.bytes());
            return new Draft(onnx, task, inputs, answer, steps, training, now());
        }
    }

    /** The shape that a checkpoint needs: an open batch axis, and the row's dimensions equal or open. */
    private static boolean fits(long[] declared, TensorSpec answer) {
        boolean fits = declared.length == answer.shape().size() && declared[0] == -1;
        for (int i = 1; fits && i < declared.length; i++) {
            fits = declared[i] == -1 || declared[i] == answer.shape().get(i);
        }
        return fits;
    }

    /** Feature names tell the width of a table that the graph leaves open. */
    private static Map<String, List<Long>> shapes(ImportSpec spec, GraphProbe graph) {
        Optional<String> table = graph.onlyTable();
        if (table.isEmpty()
                || spec.featureNames().isEmpty()
                || spec.inputShapes().containsKey(table.get())) {
            return spec.inputShapes();
        }
        Map<String, List<Long>> shapes = new LinkedHashMap<>(spec.inputShapes());
        shapes.put(table.get(), List.of((long) spec.featureNames().size()));
        return shapes;
    }

    private static List<Step> steps(ImportSpec spec, List<TensorSpec> inputs) throws ImportFailedException {
        List<String> names = spec.featureNames();
        if (names.isEmpty()) {
            return List.of();
        }
        TensorSpec input = inputs.get(0);
        if (inputs.size() != 1
                || input.shape().size() != 2
                || input.datatype() != Datatype.FP32
                || input.elementsPerRow() != names.size()) {
            throw ImportFailedException.options("--feature-names has " + names.size()
                    + " names, which need one input FP32[-1, " + names.size() + "]; the graph has "
                    + String.join(
                            ", ",
                            inputs.stream()
                                    .map(one -> one.name() + " " + one.datatype() + one.shape())
                                    .toList()));
        }
        if (names.stream().distinct().count() != names.size()) {
            throw ImportFailedException.options("--feature-names are " + names + ", expected each once");
        }
        return List.of(new Step.Assemble(input.name(), names));
    }

    private static Map<String, Object> training(ImportSpec spec, OnnxBytes source) {
        Map<String, Object> training = new LinkedHashMap<>();
        training.put("imported", true);
        training.put("source", String.valueOf(spec.file().getFileName()));
        training.put("source_sha256", Digests.sha256(source.bytes()));
        training.put("opset", source.opsets());
        training.put("producer", source.producer());
        training.put(
                "golden",
                spec.golden() == 0
                        ? "none"
                        : spec.samples()
                                .map(file -> "from " + file.getFileName())
                                .orElse("drawn with seed " + SampleRequests.SEED));
        training.put("onnxruntime", OrtEnvironment.getEnvironment().getVersion());
        return training;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static Manifest manifest(ImportSpec spec, Draft draft, Map<String, FileDigest> more)
            throws ImportFailedException {
        Map<String, FileDigest> files = new LinkedHashMap<>(more);
        FileDigest onnx = Digests.of(draft.onnx());
        files.put(Manifest.MODEL_FILE, onnx);
        try {
            return new Manifest(
                    Manifest.FORMAT,
                    spec.model(),
                    spec.version().orElseGet(() -> CheckpointName.version(draft.created(), onnx.sha256())),
                    draft.created(),
                    draft.task(),
                    draft.inputs(),
                    List.of(draft.answer()),
                    draft.steps(),
                    files,
                    draft.training(),
                    Map.of(),
                    new ReferenceProfile(Map.of(), Map.of()),
                    Optional.empty(),
                    Optional.empty());
        } catch (IllegalArgumentException e) {
            throw ImportFailedException.options(String.valueOf(e.getMessage()));
        }
    }
}
