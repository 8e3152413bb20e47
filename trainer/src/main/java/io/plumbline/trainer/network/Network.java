package io.plumbline.trainer.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.XavierInitializer;
import java.util.List;

/**
 * A network with its parameters: input scaling, layers, head.
 *
 * <p>Shape: {@code float32[batch, rowShape]} in. {@link #train} gives the last layer's numbers, which the loss takes;
 * {@link #answer} adds the head, in evaluation mode, and is what gets exported.
 * <p>Threads: one at a time.
 */
public final class Network implements AutoCloseable {
    /** He et al. (2015): the gain that keeps variance through a rectifier. */
    private static final float GAIN = 2;
    /** Rows scored by one native call. */
    private static final int CHUNK = 512;

    private final NDManager manager;
    private final SequentialBlock layers = new SequentialBlock();
    private final InputScale inputScale;
    private final Head head;
    private final Shape rowShape;
    private final ParameterStore store;

    /** Builds the network with parameters drawn from {@code seed}. */
    public Network(
            Engine engine,
            Architecture architecture,
            List<Long> rowShape,
            int outputs,
            InputScale inputScale,
            Head head,
            int seed) {
        architecture.requireFits(rowShape);
        this.inputScale = inputScale;
        this.head = head;
        this.rowShape = new Shape(rowShape);
        this.manager = engine.newBaseManager();
        this.store = new ParameterStore(manager, false);
        architecture.append(layers);
        layers.add(Linear.builder().setUnits(outputs).build());
        engine.setRandomSeed(seed);
        layers.setInitializer(
                new XavierInitializer(XavierInitializer.RandomType.GAUSSIAN, XavierInitializer.FactorType.IN, GAIN),
                Parameter.Type.WEIGHT);
        layers.initialize(manager, DataType.FLOAT32, new Shape(1).addAll(this.rowShape));
        for (var parameter : layers.getParameters()) {
            parameter
                    .getValue()
                    .getArray()
                    .setRequiresGradient(parameter.getValue().requiresGradient());
        }
    }

    /** The last layer's numbers, with batch statistics and dropout as in training. */
    public NDArray train(NDArray rows) {
        return layers.forward(store, new NDList(inputScale.apply(rows)), true).singletonOrThrow();
    }

    /** The last layer's numbers in evaluation mode. */
    public NDArray evaluate(NDArray rows) {
        return layers.forward(store, new NDList(inputScale.apply(rows)), false).singletonOrThrow();
    }

    /** The answer in evaluation mode, with parameters out of {@code parameters}: the function that is exported. */
    public NDArray answer(ParameterStore parameters, NDArray rows) {
        return head.apply(layers.forward(parameters, new NDList(inputScale.apply(rows)), false)
                .singletonOrThrow());
    }

    /** Answers for rows of any number, row-major, in evaluation mode. */
    public float[] answer(float[] rows) {
        int width = Math.toIntExact(rowShape.size());
        int count = rows.length / width;
        int outputs = outputs();
        float[] answers = new float[count * outputs];
        for (int from = 0; from < count; from += CHUNK) {
            int size = Math.min(CHUNK, count - from);
            try (NDManager scope = manager.newSubManager()) {
                NDArray chunk = scope.create(
                        java.util.Arrays.copyOfRange(rows, from * width, (from + size) * width),
                        new Shape(size).addAll(rowShape));
                float[] answer = answer(store, chunk).toFloatArray();
                System.arraycopy(answer, 0, answers, from * outputs, answer.length);
            }
        }
        return answers;
    }

    public int outputs() {
        return Math.toIntExact(layers.getOutputShapes(new Shape[] {new Shape(1).addAll(rowShape)})[0].get(1));
    }

    public String outputName() {
        return head.outputName();
    }

    public ParameterList parameters() {
        return layers.getParameters();
    }

    public long parameterCount() {
        return parameters().values().stream()
                .mapToLong(parameter -> parameter.getArray().size())
                .sum();
    }

    /** A scope for the arrays of one step; closing it frees them. */
    public NDManager newScope() {
        return manager.newSubManager();
    }

    public Shape rowShape() {
        return rowShape;
    }

    @Override
    public void close() {
        manager.close();
    }
}
