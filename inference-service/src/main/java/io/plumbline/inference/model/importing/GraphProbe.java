package io.plumbline.inference.model.importing;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.inference.model.Datatypes;
import io.plumbline.inference.model.Failures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/** A graph in ONNX Runtime, asked what it takes and, by running rows of zeros, what it gives. */
final class GraphProbe implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    private final OrtSession session;
    private final Map<String, NodeInfo> inputs;
    private final Map<String, NodeInfo> outputs;

    /** Only after a {@link io.plumbline.inference.model.ModelLoader} was made: it starts the engine. */
    GraphProbe(byte[] onnx) throws ImportFailedException {
        this.environment = OrtEnvironment.getEnvironment();
        try {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            // What was scanned, not what else the bytes may look like.
            options.addConfigEntry("session.load_model_format", "ONNX");
            session = environment.createSession(onnx, options);
            inputs = session.getInputInfo();
            outputs = session.getOutputInfo();
        } catch (OrtException e) {
            options.close();
            throw ImportFailedException.refused(
                    "not_loadable: ONNX Runtime refuses the graph: " + Failures.describe(e));
        }
    }

    /** A tensor output's shape in the graph, −1 where it is open. */
    long[] declared(String output) {
        NodeInfo node = outputs.get(output);
        return node != null && node.getInfo() instanceof TensorInfo info ? info.getShape() : new long[0];
    }

    /** The one input, where it has rows of columns. */
    Optional<String> onlyTable() {
        return inputs.size() == 1
                        && inputs.values().iterator().next().getInfo() instanceof TensorInfo info
                        && info.getShape().length == 2
                        && info.getShape()[1] == -1
                ? inputs.keySet().stream().findFirst()
                : Optional.empty();
    }

    List<String> outputs() {
        return List.copyOf(outputs.keySet());
    }

    /** The datatype of an output, or empty for what is not served: a sequence, a map, text. */
    Optional<Datatype> outputType(String name) {
        NodeInfo node = outputs.get(name);
        return node != null && node.getInfo() instanceof TensorInfo info ? Datatypes.ofGraph(info) : Optional.empty();
    }

    /** An output in words: {@code probabilities FP32[-1, 3]}. */
    String describe(String name) {
        NodeInfo node = outputs.get(name);
        return name + " " + (node == null ? "" : words(node));
    }

    private static String words(NodeInfo node) {
        if (!(node.getInfo() instanceof TensorInfo info)) {
            return node.getInfo().getClass().getSimpleName().equals("SequenceInfo") ? "(a sequence)" : "(a map)";
        }
        return Datatypes.ofGraph(info).map(Enum::name).orElse(info.type.name()) + Arrays.toString(info.getShape());
    }

    /**
     * The inputs with every dimension after the batch.
     *
     * @param given dimensions after the batch, by input, where the graph leaves them open
     */
    List<TensorSpec> inputs(Map<String, List<Long>> given) throws ImportFailedException {
        for (String name : given.keySet()) {
            if (!inputs.containsKey(name)) {
                throw ImportFailedException.options(
                        "--input-shape names '" + name + "', the graph has inputs " + inputs.keySet());
            }
        }
        List<TensorSpec> specs = new ArrayList<>();
        for (Map.Entry<String, NodeInfo> input : inputs.entrySet()) {
            specs.add(input(input.getKey(), input.getValue(), given.getOrDefault(input.getKey(), List.of())));
        }
        if (specs.isEmpty()) {
            throw ImportFailedException.refused("wrong_names: graph has no inputs, expected at least one");
        }
        return specs;
    }

    private static TensorSpec input(String name, NodeInfo node, List<Long> given) throws ImportFailedException {
        Optional<Datatype> type =
                node.getInfo() instanceof TensorInfo info ? Datatypes.ofGraph(info) : Optional.empty();
        if (type.isEmpty()) {
            throw ImportFailedException.refused(
                    "wrong_datatype: input '" + name + "' is " + words(node)
                            + ", expected a tensor of FP32, FP64, INT8, UINT8, INT32 or INT64; leave its encoding out of the graph");
        }
        long[] shape = ((TensorInfo) node.getInfo()).getShape();
        if (shape.length == 0 || shape[0] != -1) {
            throw ImportFailedException.refused("wrong_shape: input '" + name + "' has shape " + Arrays.toString(shape)
                    + ", expected an open batch axis first; export it again, in PyTorch with dynamic_axes={'" + name
                    + "': {0: 'batch'}} (and the outputs alike), in skl2onnx with FloatTensorType([None, columns])");
        }
        List<Long> full = new ArrayList<>(List.of(-1L));
        for (int i = 1; i < shape.length; i++) {
            long known = given.size() == shape.length - 1 ? given.get(i - 1) : shape[i];
            if (known < 1
                    || shape[i] >= 0 && known != shape[i]
                    || !given.isEmpty() && given.size() != shape.length - 1) {
                throw ImportFailedException.options("input '" + name + "' has shape " + Arrays.toString(shape)
                        + " in the graph, " + (given.isEmpty() ? "not all of it known" : "given were " + given)
                        + "; give the dimensions after the batch: --input-shape " + name + "="
                        + example(shape));
            }
            full.add(known);
        }
        return new TensorSpec(name, type.get(), full);
    }

    private static String example(long[] shape) {
        return String.join(
                ",",
                LongStream.of(shape)
                        .skip(1)
                        .mapToObj(size -> size < 1 ? "N" : Long.toString(size))
                        .toList());
    }

    /**
     * The shape of an output's row, and the elements that zeros give.
     *
     * @param shape with −1 for the batch
     */
    record Answer(TensorSpec spec, List<double[]> rows) {}

    /** Runs two batches of zeros; two, since an output that ignores the batch may happen to have the right number of rows. */
    Answer run(String output, List<TensorSpec> specs) throws ImportFailedException {
        Datatype type = outputType(output).orElseThrow();
        call(output, specs, 2);
        return call(output, specs, 3).read(output, type);
    }

    private record Raw(long[] shape, ByteBuffer bytes) {
        Answer read(String name, Datatype type) {
            List<Long> row = new ArrayList<>(List.of(-1L));
            LongStream.of(shape).skip(1).forEach(row::add);
            TensorSpec spec = new TensorSpec(name, type, row);
            Tensor tensor = Tensor.of(name, type, shape, bytes);
            List<double[]> rows = new ArrayList<>();
            int width = spec.elementsPerRow();
            for (int i = 0; i < shape[0]; i++) {
                double[] values = new double[width];
                for (int k = 0; k < width; k++) {
                    values[k] = tensor.doubleAt(i * width + k);
                }
                rows.add(values);
            }
            return new Answer(spec, rows);
        }
    }

    private Raw call(String output, List<TensorSpec> specs, int rows) throws ImportFailedException {
        Map<String, OnnxTensorLike> feed = new LinkedHashMap<>();
        try {
            for (TensorSpec spec : specs) {
                feed.put(spec.name(), zeros(spec, rows));
            }
            try (OrtSession.Result result = session.run(feed, Set.of(output))) {
                OnnxTensor tensor = (OnnxTensor) result.get(output).orElseThrow();
                long[] shape = tensor.getInfo().getShape();
                if (shape.length == 0
                        || shape[0] != rows
                        || LongStream.of(shape).anyMatch(size -> size < 1)) {
                    throw ImportFailedException.refused(
                            "wrong_shape: output '" + output + "' has shape "
                                    + Arrays.toString(shape) + " for a batch of " + rows
                                    + " rows, expected one row for each;"
                                    + " a graph whose batch size was traced as a constant (reshape, view) must be exported again");
                }
                ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(Tensor.elements(shape)
                                * outputType(output).orElseThrow().bytes()))
                        .order(ByteOrder.LITTLE_ENDIAN);
                bytes.put(tensor.getByteBuffer()).flip();
                return new Raw(shape, bytes);
            }
        } catch (OrtException e) {
            throw ImportFailedException.refused(
                    "warm_up_failed: a batch of " + rows + " rows of zeros fails: " + Failures.describe(e));
        } finally {
            feed.values().forEach(OnnxTensorLike::close);
        }
    }

    private OnnxTensor zeros(TensorSpec spec, int rows) throws OrtException, ImportFailedException {
        long[] shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
        shape[0] = rows;
        long bytes;
        try {
            bytes = Math.multiplyExact(
                    Tensor.elements(shape), (long) spec.datatype().bytes());
        } catch (ArithmeticException e) {
            bytes = Long.MAX_VALUE;
        }
        if (bytes > Integer.MAX_VALUE - 8L) {
            throw ImportFailedException.refused("wrong_shape: " + rows + " rows of '" + spec.name() + "' "
                    + spec.shape() + " take 2 GiB or more, expected less");
        }
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(
                environment,
                zeros,
                shape,
                switch (spec.datatype()) {
                    case FP64 -> OnnxJavaType.DOUBLE;
                    case INT8 -> OnnxJavaType.INT8;
                    case UINT8 -> OnnxJavaType.UINT8;
                    case INT32 -> OnnxJavaType.INT32;
                    case INT64 -> OnnxJavaType.INT64;
                    default -> OnnxJavaType.FLOAT;
                });
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("session cannot be closed", e);
        } finally {
            options.close();
        }
    }
}
