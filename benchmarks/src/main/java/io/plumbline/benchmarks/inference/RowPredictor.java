package io.plumbline.benchmarks.inference;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.codec.PredictionCodec;
import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Answers one request with one call of DJL's predictor, as its manual shows it: what a user writes around a model.
 *
 * <p>Requests are read and predictions written by the same codecs as the service's. The translator has no batchifier:
 * DJL's own cannot stack rows on ONNX Runtime.
 *
 * <p>Threads: one caller at a time.
 */
final class RowPredictor implements AutoCloseable {
    private final Network network;
    private final String version;
    private final String checkpoint;
    private final List<String> labels;
    private final ZooModel<float[], float[]> model;
    private final Predictor<float[], float[]> predictor;
    private final RequestCodec requests = new RequestCodec();
    private final PredictionCodec predictions = new PredictionCodec();

    RowPredictor(Network network, Path store, String version) {
        this.network = network;
        this.version = version;
        this.labels = network.task().labels();
        Path file = new CheckpointStore(store).folder(network.model(), version).resolve(Manifest.MODEL_FILE);
        try {
            checkpoint = Digests.of(Files.readAllBytes(file)).sha256();
            model = Criteria.builder()
                    .setTypes(float[].class, float[].class)
                    .optModelPath(file)
                    .optEngine("OnnxRuntime")
                    .optTranslator(new Row(new Shape(network.shape(1))))
                    .build()
                    .loadModel();
        } catch (IOException | ModelNotFoundException | MalformedModelException e) {
            throw new IllegalStateException(file + " cannot be loaded", e);
        }
        predictor = model.newPredictor();
    }

    /** One row in, its probabilities out. */
    private record Row(Shape shape) implements NoBatchifyTranslator<float[], float[]> {
        @Override
        public NDList processInput(TranslatorContext context, float[] row) {
            return new NDList(context.getNDManager().create(row, shape));
        }

        @Override
        public float[] processOutput(TranslatorContext context, NDList outputs) {
            return outputs.singletonOrThrow().toFloatArray();
        }
    }

    WireMessage answer(WireRecord record) {
        if (!(requests.decode(record) instanceof Decoded.Accepted<Request> accepted)) {
            throw new IllegalStateException("request cannot be read (" + record.where() + ")");
        }
        Request request = accepted.value();
        float[] probabilities;
        try {
            probabilities = predictor.predict(row(request.payload()));
        } catch (TranslateException e) {
            throw new IllegalStateException("model failed (" + record.where() + ")", e);
        }
        return predictions.encode(new Prediction(
                request.id(),
                network.model(),
                version,
                checkpoint,
                Role.CHAMPION,
                Optional.of(labels.get(largest(probabilities))),
                OptionalInt.empty(),
                List.of(),
                List.of(Tensor.floats(Network.OUTPUT, new long[] {1, probabilities.length}, probabilities)),
                record.source(),
                request.format(),
                List.of(),
                record.timestampMillis()));
    }

    private float[] row(Payload payload) {
        if (payload instanceof Payload.Raw raw) {
            float[] row = new float[network.elements()];
            raw.bytes()
                    .duplicate()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(row);
            return row;
        }
        if (payload instanceof Payload.Tensors tensors) {
            return tensors.inputs().get(0).toFloats();
        }
        throw new IllegalStateException("request has a " + payload.getClass().getSimpleName() + ", expected a tensor");
    }

    private static int largest(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }
}
