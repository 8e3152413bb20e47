package io.plumbline.trainer.export.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.ParameterList;
import io.plumbline.trainer.export.graph.BatchAxis;
import io.plumbline.trainer.export.graph.ElementType;
import io.plumbline.trainer.export.graph.Graph;
import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.export.graph.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Turns a forward pass into a graph by running it on proxies, twice, with batches of different size.
 *
 * <p>The input is all zeros: no operation that can be traced depends on the numbers.
 */
public final class BlockTracer {
    /** Two primes that no layer is likely to have as a size of its own. */
    private static final int[] BATCHES = {5, 13};

    private final NDManager manager;
    private final ParameterList parameters;
    private final Map<String, Block> roots;
    private final CallLowering lowering = new CallLowering();

    /**
     * Traces passes over these parameters.
     *
     * @param roots the blocks that the pass runs, each with the path that messages name it by
     */
    public BlockTracer(NDManager manager, ParameterList parameters, Map<String, Block> roots) {
        this.manager = manager;
        this.parameters = parameters;
        this.roots = Map.copyOf(roots);
    }

    /**
     * Traces.
     *
     * @param inputName what the graph's input is called
     * @param rowShape of one row, without the batch
     * @throws UntraceableException if the pass uses an operation without ONNX form, or depends on the batch size
     */
    public Graph trace(Forward forward, String inputName, Shape rowShape) {
        Map<String, Value> values = new HashMap<>();
        return BatchAxis.unify(
                trace(forward, inputName, rowShape, BATCHES[0], values),
                trace(forward, inputName, rowShape, BATCHES[1], values));
    }

    private Graph trace(Forward forward, String inputName, Shape rowShape, int batch, Map<String, Value> values) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray zeros = scope.zeros(new Shape(batch).addAll(rowShape));
            return trace(forward, inputName, zeros, scope, values, (value, array) -> {});
        }
    }

    /**
     * What each recorded call gives for these rows, by the name that its value has in the graph of {@link #trace}; floats
     * only, in the order of the calls.
     */
    public Map<String, float[]> activations(Forward forward, String inputName, float[] rows, Shape shape) {
        Map<String, float[]> activations = new LinkedHashMap<>();
        try (NDManager scope = manager.newSubManager()) {
            trace(forward, inputName, scope.create(rows, shape), scope, new HashMap<>(), (value, array) -> {
                if (value.type() == ElementType.FLOAT) {
                    activations.put(value.name(), array.toFloatArray());
                }
            });
        }
        return activations;
    }

    private Graph trace(
            Forward forward,
            String inputName,
            NDArray rows,
            NDManager scope,
            Map<String, Value> values,
            BiConsumer<Value.Activation, NDArray> observer) {
        try (BlockPath path = new BlockPath(roots)) {
            Recorder recorder = new Recorder(path);
            ArrayProxies proxies = new ArrayProxies(scope, recorder, lowering, observer);
            Value.Activation input = new Value.Activation(inputName, Recorder.dimensions(rows));
            NDArray output =
                    forward.apply(new TracingParameters(scope, parameters, proxies, values), proxies.wrap(input, rows));
            if (output instanceof TracedArray traced && traced.tracedValue() instanceof Value.Activation activation) {
                return new Graph(input, recorder.nodes(), activation);
            }
            throw UntraceableException.of(
                    "the forward pass answers an array that does not depend on its input",
                    path.last(),
                    "compute the answer from the input with array operations");
        }
    }
}
