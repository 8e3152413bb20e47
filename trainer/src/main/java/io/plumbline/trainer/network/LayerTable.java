package io.plumbline.trainer.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A network layer by layer, in the order of its forward pass.
 *
 * @param rows one per layer; a block whose inner layers do not simply follow each other is one row
 * @param hasBatchNorm whether any layer at any depth is batch norm
 * @param dropsBeforeBatchNorm whether a batch norm comes later than a dropout
 */
public record LayerTable(List<LayerRow> rows, boolean hasBatchNorm, boolean dropsBeforeBatchNorm) {
    /** Beyond this a table is no longer read, and whole stages say more. */
    private static final int MAX_ROWS = 40;

    public LayerTable {
        rows = List.copyOf(rows);
    }

    /** The layers of a network that has its parameters. */
    public static LayerTable of(Network network) {
        Shape input = new Shape(1).addAll(network.rowShape());
        List<LayerRow> rows = new ArrayList<>();
        addRows(network.layers(), input, Integer.MAX_VALUE, rows);
        for (int depth = 2; rows.size() > MAX_ROWS && depth > 0; depth--) {
            rows.clear();
            addRows(network.layers(), input, depth, rows);
        }
        List<Block> leaves = new ArrayList<>();
        addLeaves(network.layers(), leaves);
        boolean dropped = false;
        boolean normed = false;
        boolean clash = false;
        for (Block leaf : leaves) {
            dropped |= leaf instanceof Dropout;
            normed |= leaf instanceof BatchNorm;
            clash |= leaf instanceof BatchNorm && dropped;
        }
        return new LayerTable(rows, normed, clash);
    }

    private static Shape addRows(Block block, Shape input, int depth, List<LayerRow> rows) {
        if (block instanceof SequentialBlock && depth > 0) {
            Shape shape = input;
            for (Block child : block.getChildren().values()) {
                shape = addRows(child, shape, depth - 1, rows);
            }
            return shape;
        }
        Shape output = block.getOutputShapes(new Shape[] {input})[0];
        long parameters = block.getParameters().values().stream()
                .filter(Parameter::requiresGradient)
                .mapToLong(parameter -> parameter.getArray().size())
                .sum();
        rows.add(new LayerRow(
                kind(block), Arrays.stream(output.slice(1).getShape()).boxed().toList(), parameters));
        return output;
    }

    private static void addLeaves(Block block, List<Block> leaves) {
        if (block.getChildren().isEmpty()) {
            leaves.add(block);
        }
        block.getChildren().values().forEach(child -> addLeaves(child, leaves));
    }

    /** {@code BatchNorm} is {@code batch-norm}, {@code ReLU} is {@code relu}. */
    private static String kind(Block block) {
        String name = block instanceof LambdaBlock lambda
                ? lambda.getName()
                : block.getClass().getSimpleName();
        return name.replaceAll("(?<=[a-z])(?=[A-Z][a-z])", "-").toLowerCase(Locale.ROOT);
    }
}
