package io.plumbline.inference.model;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Request;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A checkpoint in DJL's ONNX Runtime engine.
 *
 * <p>The whole batch is one tensor per input and one call. DJL's batchifiers are not used: on this engine they need a
 * second one to stack rows. Every array of a call belongs to a manager that is closed with the call, so none is left in
 * the model's own manager.
 */
final class OnnxModel implements ServedModel {
    private final Manifest manifest;
    private final Model model;
    private final Block block;
    private final SessionOptions options;
    private final RequestRows requests;
    private final Answers answers;
    private final BatchBuffers buffers;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final SortedMap<Integer, Duration> warmUp = new TreeMap<>();
    private Prepared known;

    /** @param options are closed after the model, since the session refers to them */
    OnnxModel(Manifest manifest, Model model, SessionOptions options, RequestRows requests, TensorSpec answer) {
        this.manifest = manifest;
        this.model = model;
        this.block = model.getBlock();
        this.options = options;
        this.requests = requests;
        this.answers = new Answers(manifest, answer);
        this.buffers = new BatchBuffers(manifest.inputs());
        this.known = requests.zeros();
    }

    /** Replaces the row of zeros that warm-up and probe run by a real request; before the model is handed out. */
    void know(Prepared golden) {
        this.known = golden;
    }

    /** Runs a batch of that size twice: the first call is the slow one. Before the model is handed out. */
    void warmUp(int size) {
        List<Prepared> batch = Collections.nCopies(size, known);
        predict(batch);
        long began = System.nanoTime();
        predict(batch);
        warmUp.put(size, Duration.ofNanos(System.nanoTime() - began));
    }

    @Override
    public SortedMap<Integer, Duration> warmUp() {
        return Collections.unmodifiableSortedMap(warmUp);
    }

    /** What {@link #probe()} runs. */
    Prepared known() {
        return known;
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public String device() {
        Device device = model.getNDManager().getDevice();
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }

    @Override
    public Decoded<Prepared> prepare(Request request, String where) {
        return requests.prepare(request, where);
    }

    @Override
    public List<ItemOutcome> predict(List<Prepared> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        int rows = 0;
        for (Prepared item : batch) {
            rows = Math.addExact(rows, item.rows());
        }
        return answers.split(batch, run(batch, rows), rows);
    }

    @Override
    public void probe() {
        predict(List.of(known));
    }

    /** Each output's encoded elements, on the heap. */
    private Map<String, ByteBuffer> run(List<Prepared> batch, int rows) {
        if (closed.get()) {
            throw new ModelFailure("model '" + model() + "' version '" + version() + "' is closed");
        }
        try (BatchBuffers.Lane lane = buffers.borrow();
                NDManager call = model.getNDManager().newSubManager()) {
            NDList inputs = new NDList();
            for (int i = 0; i < manifest.inputs().size(); i++) {
                inputs.add(input(call, manifest.inputs().get(i), lane.fill(i, batch, rows), rows));
            }
            NDList outputs = block.forward(new ParameterStore(call, false), inputs, false);
            Map<String, ByteBuffer> byName = new LinkedHashMap<>();
            for (NDArray output : outputs) {
                String name = Objects.requireNonNullElse(output.getName(), "");
                byName.put(name, output(name, output, rows));
            }
            return byName;
        } catch (ModelFailure failure) {
            throw failure;
        } catch (RuntimeException failure) {
            throw new ModelFailure(
                    "model '" + model() + "' version '" + version() + "' failed on a batch of " + batch.size()
                            + " requests, " + rows + " rows",
                    failure);
        }
    }

    private static NDArray input(NDManager call, TensorSpec spec, ByteBuffer bytes, int rows) {
        DataType type = Datatypes.inDjl(spec.datatype()).orElseThrow();
        NDArray array = call.create(bytes, new Shape(shape(spec, rows)), type);
        array.setName(spec.name());
        return array;
    }

    private ByteBuffer output(String name, NDArray array, int rows) {
        TensorSpec spec = manifest.outputs().stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ModelFailure("model gave an output '" + name + "' that no manifest names"));
        Shape expected = new Shape(shape(spec, rows));
        if (!array.getShape().equals(expected)) {
            throw new ModelFailure("output '" + name + "' has shape " + array.getShape() + ", expected " + expected
                    + " for " + rows + " rows");
        }
        return array.toByteBuffer();
    }

    private static long[] shape(TensorSpec spec, int rows) {
        long[] shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
        shape[0] = rows;
        return shape;
    }

    /** The owner of everything native; for the leak check. */
    NDManager manager() {
        return model.getNDManager();
    }

    @Override
    public int nativeArrays() {
        return model.getNDManager().getManagedArrays().size();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                model.close();
            } finally {
                options.close();
            }
        }
    }
}
