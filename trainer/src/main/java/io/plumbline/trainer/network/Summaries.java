package io.plumbline.trainer.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Walks an initialized block and sums up its layers. */
final class Summaries {
    private Summaries() {}

    static List<LayerSummary> of(Block root) {
        List<LayerSummary> layers = new ArrayList<>();
        walk("", root, layers);
        return layers;
    }

    private static void walk(String path, Block block, List<LayerSummary> layers) {
        boolean leaf = block.getChildren().isEmpty();
        if (leaf || !block.getDirectParameters().isEmpty()) {
            layers.add(summary(path, block));
        }
        block.getChildren()
                .forEach(child ->
                        walk(path.isEmpty() ? child.getKey() : path + "/" + child.getKey(), child.getValue(), layers));
    }

    private static LayerSummary summary(String path, Block block) {
        Shape output = block.getOutputShapes(block.getInputShapes())[0];
        long parameters = block.getDirectParameters().values().stream()
                .filter(Parameter::requiresGradient)
                .mapToLong(parameter -> parameter.getArray().size())
                .sum();
        return new LayerSummary(
                path,
                type(block),
                Arrays.stream(output.getShape()).skip(1).boxed().toList(),
                parameters,
                multiplyAdds(block, output));
    }

    private static String type(Block block) {
        return block instanceof LambdaBlock lambda && !lambda.getName().equals("anonymous")
                ? lambda.getName()
                : block.getClass().getSimpleName();
    }

    /** Each weight is used once per output pixel, or once per output vector. */
    private static long multiplyAdds(Block block, Shape output) {
        if (!(block instanceof Convolution || block instanceof Linear)) {
            return 0;
        }
        long weights = block.getDirectParameters().values().stream()
                .filter(parameter -> parameter.getType() == Parameter.Type.WEIGHT)
                .mapToLong(parameter -> parameter.getArray().size())
                .sum();
        long channels = output.get(block instanceof Linear ? output.dimension() - 1 : 1);
        return weights * (output.size() / channels);
    }
}
