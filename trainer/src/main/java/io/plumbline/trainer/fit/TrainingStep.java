package io.plumbline.trainer.fit;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.plumbline.trainer.loader.Batch;
import io.plumbline.trainer.loss.Loss;
import io.plumbline.trainer.network.Network;
import java.util.List;

/**
 * Forward and backward over the batches of one optimizer step, whose gradients add up on the parameters.
 *
 * <p>Each batch's sum is divided by the weight of all of them, which is known from the targets before anything is computed:
 * so the gradients are those of one large batch, also when the last batch is smaller. What looks at a whole batch (batch
 * norm's statistics, dropout's draw) sees the parts.
 */
final class TrainingStep {
    private final Engine engine;
    private final Network network;
    private final Loss loss;

    TrainingStep(Engine engine, Network network, Loss loss) {
        this.engine = engine;
        this.network = network;
        this.loss = loss;
    }

    /**
     * Leaves the gradients on the parameters.
     *
     * @param first number of the first batch, counted over the run; decides dropout
     * @return the mean loss over all batches
     */
    double run(List<Batch> batches, int seed, long first) {
        double weight = 0;
        for (Batch batch : batches) {
            weight += loss.weight(batch.targets());
        }
        float divisor = (float) Loss.divisor(weight);
        double mean = 0;
        for (int i = 0; i < batches.size(); i++) {
            engine.setRandomSeed(seedOf(seed, first + i));
            mean += run(batches.get(i), divisor);
        }
        return mean;
    }

    private double run(Batch batch, float divisor) {
        try (NDManager scope = network.newScope();
                GradientCollector collector = engine.newGradientCollector()) {
            NDArray part = loss.total(network.train(rows(network, batch, scope)), batch.targets())
                    .div(divisor);
            collector.backward(part);
            return part.getFloat();
        }
    }

    static NDArray rows(Network network, Batch batch, NDManager scope) {
        return scope.create(batch.inputs(), new Shape(batch.targets().rows()).addAll(network.rowShape()));
    }

    /** The finalizer of SplitMix64 over both numbers, so that neighbouring batches share nothing. */
    static int seedOf(int seed, long batch) {
        long z = (seed * 0x9E3779B97F4A7C15L) ^ (batch + 1) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (int) (z ^ (z >>> 31));
    }
}
