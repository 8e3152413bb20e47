package io.plumbline.trainer.export.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.ParameterList;
import io.plumbline.trainer.export.graph.BatchAxis;
import io.plumbline.trainer.export.graph.Graph;
import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.export.graph.Value;

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
    private final CallLowering lowering = new CallLowering();

    public BlockTracer(NDManager manager, ParameterList parameters) {
        this.manager = manager;
        this.parameters = parameters;
    }

    /**
     * Traces.
     *
     * @param inputName what the graph's input is called
     * @param rowShape of one row, without the batch
     * @throws UntraceableException if the pass uses an operation without ONNX form, or depends on the batch size
     */
    public Graph trace(Forward forward, String inputName, Shape rowShape) {
        return BatchAxis.unify(
                trace(forward, inputName, rowShape, BATCHES[0]), trace(forward, inputName, rowShape, BATCHES[1]));
    }

    private Graph trace(Forward forward, String inputName, Shape rowShape, int batch) {
        try (NDManager scope = manager.newSubManager()) {
            Recorder recorder = new Recorder();
            ArrayProxies proxies = new ArrayProxies(recorder, lowering);
            NDArray zeros = scope.zeros(new Shape(batch).addAll(rowShape));
            Value.Activation input = new Value.Activation(inputName, Recorder.dimensions(zeros));
            NDArray output =
                    forward.apply(new TracingParameters(scope, parameters, proxies), proxies.wrap(input, zeros));
            if (output instanceof TracedArray traced && traced.tracedValue() instanceof Value.Activation activation) {
                return new Graph(input, recorder.nodes(), activation);
            }
            throw new UntraceableException("the forward pass answers an array that does not depend on its input");
        }
    }
}
