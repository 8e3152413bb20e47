package io.plumbline.trainer.network.vision;

import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import io.plumbline.trainer.network.layer.ConvNorm;
import io.plumbline.trainer.network.layer.Joins;

/**
 * A 1×1 convolution that widens, a depthwise one, a 1×1 without activation that narrows; added to its input where shapes
 * agree.
 *
 * <p>Source: Sandler et al. (2018), MobileNetV2, section 3.4.
 */
final class InvertedResidual {
    private InvertedResidual() {}

    /** @param expansion 1 leaves the widening out */
    static Block of(ConvNorm conv, int in, int out, int kernel, int stride, int expansion) {
        int wide = in * expansion;
        SequentialBlock main = new SequentialBlock();
        if (expansion > 1) {
            conv.append(main, wide, 1, 1);
        }
        conv.append(main, wide, kernel, stride, wide);
        conv.appendLinear(main, out, 1, 1, 1);
        return stride == 1 && in == out ? Joins.sum(main, Blocks.identityBlock()) : main;
    }
}
