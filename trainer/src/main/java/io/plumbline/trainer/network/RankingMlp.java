package io.plumbline.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.network.layer.Initialization;
import io.plumbline.trainer.network.layer.Perceptron;
import java.util.List;

/**
 * A multilayer perceptron for ranking features, whose scales differ by orders of magnitude: each feature is (optionally)
 * put through sign(x) · ln(1 + |x|), then normalized before the first layer.
 *
 * <p>Source: Qin et al. (2021), Are neural rankers still outperformed by gradient boosted decision trees?, section 5.1.
 *
 * @param inputNorm {@code batch}: each feature over the batch; {@code layer}: each row over its features; {@code none}
 */
record RankingMlp(Perceptron layers, String inputNorm, boolean log1p) implements Architecture {
    static RankingMlp from(Settings network) {
        return new RankingMlp(
                Perceptron.from(network),
                network.choice("input-norm", List.of("batch", "layer", "none"), "batch"),
                network.flag("log1p", false));
    }

    @Override
    public Block build(NetworkInput input, int outputs) {
        SequentialBlock network = new SequentialBlock();
        if (log1p) {
            network.add(LambdaBlock.singleton(RankingMlp::signedLog, "signedLog1p"));
        }
        if (inputNorm.equals("batch")) {
            network.add(BatchNorm.builder().build());
        } else if (inputNorm.equals("layer")) {
            network.add(LayerNorm.builder().build());
        }
        layers.append(network).add(Linear.builder().setUnits(outputs).build());
        return Initialization.he(network);
    }

    private static NDArray signedLog(NDArray x) {
        return x.sign().mul(x.abs().add(1).log());
    }

    @Override
    public void requireFits(NetworkInput input) {
        if (input.rowShape().size() != 1) {
            throw new IllegalArgumentException(
                    "network.type is 'ranking-mlp', rows have shape " + input.rowShape() + ", expected [features]");
        }
    }
}
