package io.plumbline.trainer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A network with its parameters: input scaling, layers, head.
 *
 * <p>Shape: {@code float32[batch, rowShape]} in. {@link #train} gives the last layer's numbers, which the loss takes;
 * {@link #answer} adds the head, in evaluation mode, and is what gets exported.
 * <p>Threads: one at a time.
 */
public final class Network implements Answering {
    private final NDManager manager;
    private final Block layers;
    private final InputScale inputScale;
    private final Shape rowShape;
    private final int outputs;
    private final ParameterStore store;
    private Head head;

    /** Builds the network on the CPU from a row's shape alone. */
    public Network(
            Engine engine,
            Architecture architecture,
            List<Long> rowShape,
            int outputs,
            InputScale inputScale,
            Head head,
            int seed) {
        this(engine, Device.cpu(), architecture, NetworkInput.of(rowShape), outputs, inputScale, head, seed);
    }

    /**
     * Builds the network with parameters drawn from {@code seed}.
     *
     * @throws IllegalArgumentException if the architecture cannot take such rows
     */
    public Network(
            Engine engine,
            Device device,
            Architecture architecture,
            NetworkInput input,
            int outputs,
            InputScale inputScale,
            Head head,
            int seed) {
        architecture.requireFits(input);
        this.inputScale = inputScale;
        this.head = head;
        this.rowShape = new Shape(input.rowShape());
        this.outputs = outputs;
        this.layers = architecture.build(input, outputs);
        this.manager = engine.newBaseManager(device);
        this.store = new ParameterStore(manager, false);
        engine.setRandomSeed(seed);
        try {
            layers.initialize(manager, DataType.FLOAT32, new Shape(1).addAll(rowShape));
            requireAnswers(layers.getOutputShapes(new Shape[] {new Shape(1).addAll(rowShape)}));
        } catch (RuntimeException refused) {
            manager.close();
            // The engine has many ways to say that a shape does not fit.
            throw new IllegalArgumentException(
                    "network cannot take rows of shape " + rowShape + ": " + refused.getMessage(), refused);
        }
        for (var parameter : layers.getParameters()) {
            parameter
                    .getValue()
                    .getArray()
                    .setRequiresGradient(parameter.getValue().requiresGradient());
        }
    }

    private void requireAnswers(Shape[] shapes) {
        if (shapes.length != 1 || !shapes[0].equals(new Shape(1, outputs))) {
            throw new IllegalArgumentException("network answers shape %s for one row of %s, expected (1, %d)"
                    .formatted(Arrays.toString(shapes), rowShape, outputs));
        }
    }

    /** The last layer's numbers, with batch statistics and dropout as in training. */
    public NDArray train(NDArray rows) {
        return layers.forward(store, new NDList(inputScale.apply(rows)), true).singletonOrThrow();
    }

    /** The last layer's numbers in evaluation mode. */
    public NDArray evaluate(NDArray rows) {
        return evaluate(store, rows);
    }

    @Override
    public NDArray answer(ParameterStore parameters, NDArray rows) {
        return head.apply(evaluate(parameters, rows));
    }

    private NDArray evaluate(ParameterStore parameters, NDArray rows) {
        return layers.forward(parameters, new NDList(inputScale.apply(rows)), false)
                .singletonOrThrow();
    }

    /** The last layer's numbers for rows of any number, row-major, in evaluation mode: what a temperature is fitted to. */
    public float[] raw(float[] rows) {
        return inChunks(rows, this::evaluate);
    }

    /** Answers through another head from now on; parameters stay. */
    public void replaceHead(Head other) {
        head = other;
    }

    public Head head() {
        return head;
    }

    /** A copy of all parameters by name, batch norm's running statistics included, in the network's order. */
    public Map<String, float[]> weights() {
        return Weights.of(parameters());
    }

    /**
     * Takes over parameters that {@link #weights} of such a network gave.
     *
     * @throws IllegalArgumentException naming every parameter that is missing, unknown or of another size; nothing is
     *     taken then
     */
    public void load(Map<String, float[]> weights) {
        try (NDManager scope = newScope()) {
            Weights.load(parameters(), weights, scope);
        }
    }

    /** SHA-256 over names and little-endian bits of all parameters: equal for networks that are equal to the bit. */
    public String weightsSha256() {
        return Weights.sha256(weights());
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public String outputName() {
        return head.outputName();
    }

    @Override
    public ParameterList parameters() {
        return layers.getParameters();
    }

    @Override
    public ParameterStore store() {
        return store;
    }

    /** The layers in the order of the network's blocks; layers side by side come one after another. */
    public List<LayerSummary> summary() {
        return Summaries.of(layers);
    }

    @Override
    public Map<String, Block> blocks() {
        return Map.of("", layers);
    }

    Block layers() {
        return layers;
    }

    /** How many numbers are learnt; running statistics, which are not, do not count. */
    public long parameterCount() {
        return parameters().values().stream()
                .filter(Parameter::requiresGradient)
                .mapToLong(parameter -> parameter.getArray().size())
                .sum();
    }

    @Override
    public NDManager newScope() {
        return manager.newSubManager();
    }

    @Override
    public Shape rowShape() {
        return rowShape;
    }

    @Override
    public void close() {
        manager.close();
    }
}
