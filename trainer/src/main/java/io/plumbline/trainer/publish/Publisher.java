package io.plumbline.trainer.publish;

import io.plumbline.contracts.checkpoint.CheckpointName;
import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.checkpoint.Decision;
import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.Parity;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.codec.GoldenCodec;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.export.ParityCheck;
import io.plumbline.trainer.metric.TaskMetrics;
import io.plumbline.trainer.network.Answering;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a checkpoint of a trained network and puts it into the store, unless ONNX Runtime answers otherwise than the
 * network does.
 */
public final class Publisher {
    /** At least this many real rows are compared, where the data has them. */
    private static final int PARITY_ROWS = 512;

    private final CheckpointStore store;
    private final Clock clock;

    public Publisher(Path store, Clock clock) {
        this.store = new CheckpointStore(store);
        this.clock = clock;
    }

    /**
     * Checks parity, then writes.
     *
     * @param metrics names of what is measured on the validation part; empty for the usual ones
     * @param decision when a model of two classes announces which; empty for the class of the largest probability
     * @param training how the network was made, for the manifest; JSON values only
     * @throws io.plumbline.trainer.export.ParityException if the answers differ; nothing is written then
     */
    public Published publish(
            String model,
            Dataset data,
            Answering network,
            byte[] onnx,
            List<String> metrics,
            Optional<Decision> decision,
            Map<String, Object> training) {
        float[] validationAnswers = network.answer(data.validation().inputs());
        float[] trainAnswers = network.answer(data.train().inputs());
        Parity parity = parity(data, network, onnx, validationAnswers, trainAnswers);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(Manifest.MODEL_FILE, onnx);
        files.put(
                Manifest.GOLDEN_FILE,
                new GoldenCodec()
                        .encode(GoldenSamples.of(model, data, network.outputName(), validationAnswers, trainAnswers)));
        Instant created = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                model,
                CheckpointName.version(created, Digests.sha256(onnx)),
                created,
                data.task(),
                List.of(spec(data.inputName(), data.rowShape())),
                List.of(spec(network.outputName(), List.of((long) data.outputs()))),
                data.preprocessing(),
                Map.of(
                        Manifest.MODEL_FILE, Digests.of(onnx),
                        Manifest.GOLDEN_FILE, Digests.of(files.getOrDefault(Manifest.GOLDEN_FILE, new byte[0]))),
                training,
                TaskMetrics.of(data.task(), metrics).deciding(decision).estimates(data.validation(), validationAnswers),
                Reference.of(data, trainAnswers, decision),
                Optional.of(parity),
                decision);
        files.put(Manifest.MANIFEST_FILE, new ManifestCodec().encode(manifest));
        try {
            return new Published(store.add(model, manifest.version(), files), manifest);
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "checkpoint cannot be written to " + store.folder(model, manifest.version()), failed);
        }
    }

    /**
     * Compares the exported model with the trained one, on real rows.
     *
     * @throws io.plumbline.trainer.export.ParityException if the answers differ
     */
    public static Parity parity(Dataset data, Answering network, byte[] onnx) {
        return parity(
                data,
                network,
                onnx,
                network.answer(data.validation().inputs()),
                network.answer(data.train().inputs()));
    }

    /** All validation rows, and if those are too few, training rows as well. */
    private static Parity parity(
            Dataset data, Answering network, byte[] onnx, float[] validationAnswers, float[] trainAnswers) {
        int extra = Math.min(
                data.train().rows(), Math.max(0, PARITY_ROWS - data.validation().rows()));
        return ParityCheck.of(
                onnx,
                network,
                joined(
                        data.validation().inputs(),
                        data.train().inputs(),
                        extra * data.train().width()),
                joined(validationAnswers, trainAnswers, extra * data.outputs()),
                data.task() instanceof Task.Classification);
    }

    private static float[] joined(float[] all, float[] some, int count) {
        float[] joined = Arrays.copyOf(all, all.length + count);
        System.arraycopy(some, 0, joined, all.length, count);
        return joined;
    }

    private static TensorSpec spec(String name, List<Long> rowShape) {
        List<Long> shape = new ArrayList<>(List.of(-1L));
        shape.addAll(rowShape);
        return new TensorSpec(name, Datatype.FP32, shape);
    }
}
