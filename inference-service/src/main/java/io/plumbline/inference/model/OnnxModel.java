package io.plumbline.inference.model;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.onnxruntime.engine.OrtNDArray;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Request;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final OrtSession session;
    private final SessionOptions options;
    private final String device;
    private final RunningCalls calls = new RunningCalls();
    private final RequestRows requests;
    private final Answers answers;
    private final BatchBuffers buffers;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final SortedMap<Integer, Duration> warmUp = new TreeMap<>();
    private Prepared known;

    /**
     * @param model owns the session and closes it
     * @param options are closed after the model, since the session refers to them
     * @param device where the session computes; DJL knows only of the CPU
     */
    OnnxModel(
            Manifest manifest,
            Model model,
            OrtSession session,
            SessionOptions options,
            String device,
            RequestRows requests,
            TensorSpec answer) {
        this.manifest = manifest;
        this.model = model;
        this.session = session;
        this.options = options;
        this.device = device;
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
        return device;
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
            Map<String, OnnxTensor> inputs = new HashMap<>();
            for (int i = 0; i < manifest.inputs().size(); i++) {
                TensorSpec spec = manifest.inputs().get(i);
                NDArray input = input(call, spec, lane.fill(i, batch, rows), rows);
                inputs.put(spec.name(), ((OrtNDArray) input).getTensor());
            }
            // Not by DJL's block: it passes no options, without which a call cannot be asked to end.
            try (RunningCalls.Call running = calls.begin();
                    OrtSession.Result outputs = session.run(inputs, running.options())) {
                Map<String, ByteBuffer> byName = new LinkedHashMap<>();
                for (Map.Entry<String, OnnxValue> output : outputs) {
                    byName.put(output.getKey(), output(output.getKey(), output.getValue(), rows));
                }
                return byName;
            }
        } catch (ModelFailure failure) {
            throw failure;
        } catch (OrtException | RuntimeException failure) {
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

    @Override
    public void stopCall(Thread caller) {
        calls.stop(caller);
    }

    private ByteBuffer output(String name, OnnxValue value, int rows) {
        TensorSpec spec = manifest.outputs().stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ModelFailure("model gave an output '" + name + "' that no manifest names"));
        long[] expected = shape(spec, rows);
        if (!(value instanceof OnnxTensor tensor)
                || !Arrays.equals(tensor.getInfo().getShape(), expected)) {
            throw new ModelFailure("output '" + name + "' has " + value.getInfo() + ", expected shape "
                    + Arrays.toString(expected) + " for " + rows + " rows");
        }
        return tensor.getByteBuffer().order(ByteOrder.nativeOrder());
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
