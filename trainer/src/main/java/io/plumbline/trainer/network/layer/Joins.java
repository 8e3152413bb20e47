package io.plumbline.trainer.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import java.util.List;

/** Blocks that run side by side over the same input, and what joins them. */
public final class Joins {
    private Joins() {}

    /** The sum of two branches of the same shape. */
    public static Block sum(Block main, Block shortcut) {
        return new ParallelBlock(
                branches -> new NDList(
                        branches.get(0).singletonOrThrow().add(branches.get(1).singletonOrThrow())),
                List.of(main, shortcut));
    }

    /** The branches one after another along axis 1: channels of an image, columns of a row. */
    public static Block concat(List<Block> branches) {
        return new ParallelBlock(
                outputs -> new NDList(NDArrays.concat(
                        new NDList(
                                outputs.stream().map(NDList::singletonOrThrow).toList()),
                        1)),
                branches);
    }

    /**
     * Channels dealt out anew, so that the next grouped operation sees some of each group: [groups, n] becomes [n, groups].
     *
     * <p>Source: Zhang et al. (2018), ShuffleNet, section 3.1.
     */
    public static Block shuffleChannels(int groups) {
        return LambdaBlock.singleton(x -> shuffle(x, groups), "channelShuffle");
    }

    private static NDArray shuffle(NDArray x, int groups) {
        long batch = x.getShape().get(0);
        long channels = x.getShape().get(1);
        long height = x.getShape().get(2);
        long width = x.getShape().get(3);
        return x.reshape(batch, groups, channels / groups, height, width)
                .swapAxes(1, 2)
                .reshape(batch, channels, height, width);
    }

    /** One of the two halves of the channels. */
    public static Block half(int which) {
        return LambdaBlock.singleton(x -> x.split(2, 1).get(which), "half");
    }
}
