package io.plumbline.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.ParameterList;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.plumbline.trainer.network.TorchScope;
import java.util.List;

/** A network of one number out whose gradients are known: a weight's is the input, a bias's is one. */
final class Probe {
    static final float[] WEIGHTS = {0.8f, -0.3f, 1.5f, -2.0f};

    private final TorchScope torch;
    private final SequentialBlock block = new SequentialBlock();

    private Probe(TorchScope torch, boolean batchNorm, int inputs, boolean bias) {
        this.torch = torch;
        if (batchNorm) {
            block.add(BatchNorm.builder().build());
        }
        block.add(Linear.builder().setUnits(1).optBias(bias).build());
        block.initialize(torch.manager(), DataType.FLOAT32, new Shape(2, inputs));
        block.getParameters()
                .values()
                .forEach(parameter -> parameter.getArray().setRequiresGradient(parameter.requiresGradient()));
    }

    /** Four weights, set to {@link #WEIGHTS}; no bias. */
    static Probe weights(TorchScope torch) {
        Probe probe = new Probe(torch, false, WEIGHTS.length, false);
        probe.array("weight").set(WEIGHTS);
        return probe;
    }

    /** Four weights, set to {@link #WEIGHTS}, and a bias of one half. */
    static Probe withBias(TorchScope torch) {
        Probe probe = new Probe(torch, false, WEIGHTS.length, true);
        probe.array("weight").set(WEIGHTS);
        probe.array("bias").set(new float[] {0.5f});
        return probe;
    }

    /** Batch norm over four inputs, then weights and a bias. */
    static Probe withBatchNorm(TorchScope torch) {
        return new Probe(torch, true, WEIGHTS.length, true);
    }

    ParameterList parameters() {
        return block.getParameters();
    }

    List<String> names() {
        return parameters().keys();
    }

    /** The one parameter whose name ends so. */
    NDArray array(String ending) {
        return parameters().stream()
                .filter(named -> named.getKey().endsWith(ending))
                .findFirst()
                .orElseThrow()
                .getValue()
                .getArray();
    }

    float[] values(String ending) {
        return array(ending).toFloatArray();
    }

    /** Adds these numbers to the weights' gradient. */
    void backward(float... gradient) {
        NDArray input = torch.manager().create(gradient, new Shape(gradient.length / WEIGHTS.length, WEIGHTS.length));
        try (GradientCollector collector = torch.engine().newGradientCollector()) {
            collector.backward(block.forward(new ParameterStore(torch.manager(), false), new NDList(input), true)
                    .singletonOrThrow()
                    .sum());
        }
    }

    /** A gradient of step {@code step} of any run: the same as in torch_optim.py. */
    static float[] gradient(int step) {
        float[] gradient = new float[WEIGHTS.length];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (float) (Math.sin(1.3 * step + i) * (i + 1) / 2);
        }
        return gradient;
    }

    /** The learning rate of step {@code step}: the same as in torch_optim.py. */
    static double rate(int step) {
        return 0.05 * (1 + 0.5 * Math.cos(step));
    }
}
