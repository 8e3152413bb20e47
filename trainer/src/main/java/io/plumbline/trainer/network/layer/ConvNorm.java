package io.plumbline.trainer.network.layer;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;

/**
 * Convolution without bias, batch norm, activation: what most networks for images are made of.
 *
 * <p>Padding keeps the size at stride 1: half the kernel.
 *
 * @param momentum of the running statistics, as DJL counts it: the share of the old value, PyTorch's is one minus it. The
 *     published MNASNet has 0.9997, which takes thousands of steps to leave its start; 0.9 suits short runs
 * @param epsilon of batch norm
 */
public record ConvNorm(String activation, double momentum, double epsilon) {
    /** PyTorch's default epsilon. */
    public static final double EPSILON = 1e-5;

    /** Appends one without groups. */
    public SequentialBlock append(SequentialBlock to, int filters, int kernel, int stride) {
        return append(to, filters, kernel, stride, 1);
    }

    /** Appends one; {@code groups} as many as channels make it depthwise. */
    public SequentialBlock append(SequentialBlock to, int filters, int kernel, int stride, int groups) {
        appendLinear(to, filters, kernel, stride, groups);
        return to.add(Activations.named(activation));
    }

    /** Appends one without activation. */
    public SequentialBlock appendLinear(SequentialBlock to, int filters, int kernel, int stride, int groups) {
        return to.add(Conv2d.builder()
                        .setFilters(filters)
                        .setKernelShape(new Shape(kernel, kernel))
                        .optStride(new Shape(stride, stride))
                        .optPadding(new Shape(kernel / 2, kernel / 2))
                        .optGroups(groups)
                        .optBias(false)
                        .build())
                .add(norm());
    }

    public BatchNorm norm() {
        return BatchNorm.builder()
                .optMomentum((float) momentum)
                .optEpsilon((float) epsilon)
                .build();
    }
}
