package io.plumbline.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.plumbline.contracts.config.Suggestion;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.network.NetworkInput.Columns;
import io.plumbline.trainer.network.layer.Initialization;
import io.plumbline.trainer.network.layer.Perceptron;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two perceptrons, each over its own features of the row, that meet in one number: how well their vectors agree.
 *
 * <p>With {@code l} and {@code r} the vectors of length {@code dim}: {@code l · r / temperature}, for cosine with both
 * scaled to length 1 first. Source: Yi et al. (2019), Sampling-bias-corrected neural modeling for large corpus item
 * recommendations, section 3.
 *
 * @param left names of features, or columns as {@code 3} or {@code 3-7} (both ends included)
 */
record TwoTower(List<String> left, List<String> right, Perceptron tower, int dim, boolean cosine, double temperature)
        implements Architecture {
    private static final Pattern COLUMNS = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?");
    private static final double COSINE_TEMPERATURE = 0.1;

    static TwoTower from(Settings network) {
        boolean cosine =
                network.choice("similarity", List.of("cosine", "dot"), "cosine").equals("cosine");
        TwoTower towers = new TwoTower(
                network.texts("left"),
                network.texts("right"),
                Perceptron.from(network),
                network.whole("dim", 1, 1 << 14, 32),
                cosine,
                network.real("temperature", 1e-3, 1e3, cosine ? COSINE_TEMPERATURE : 1));
        for (String side : List.of("left", "right")) {
            if ((side.equals("left") ? towers.left : towers.right).isEmpty()) {
                network.problem(side, "is empty, expected names of features, or columns as 3 or 3-7");
            }
        }
        return towers;
    }

    @Override
    public Block build(NetworkInput input, int outputs) {
        if (outputs != 1) {
            throw new IllegalArgumentException("network.type is 'two-tower', which answers one number per row, the task"
                    + " wants " + outputs + "; expected regression or ranking");
        }
        return Initialization.he(new ParallelBlock(
                vectors -> new NDList(
                        meet(vectors.get(0).singletonOrThrow(), vectors.get(1).singletonOrThrow())),
                List.of(tower("left", left, input), tower("right", right, input))));
    }

    private Block tower(String side, List<String> features, NetworkInput input) {
        List<Columns> columns = columns(side, features, input);
        SequentialBlock block = new SequentialBlock().add(LambdaBlock.singleton(x -> pick(x, columns), side));
        return tower.append(block).add(Linear.builder().setUnits(dim).build());
    }

    private NDArray meet(NDArray one, NDArray other) {
        NDArray a = cosine ? one.normalize(2, 1) : one;
        NDArray b = cosine ? other.normalize(2, 1) : other;
        return a.mul(b).sum(new int[] {1}, true).div((float) temperature);
    }

    private static NDArray pick(NDArray row, List<Columns> columns) {
        NDList parts = new NDList();
        for (Columns range : columns) {
            parts.add(row.get(new NDIndex().addAllDim().addSliceDim(range.from(), range.to())));
        }
        return parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts, 1);
    }

    /** The columns of these features, neighbours joined. */
    private static List<Columns> columns(String side, List<String> features, NetworkInput input) {
        List<Columns> joined = new ArrayList<>();
        for (String feature : features) {
            Columns next = columns(side, feature, input);
            int last = joined.size() - 1;
            if (last >= 0 && joined.get(last).to() == next.from()) {
                joined.set(last, new Columns(joined.get(last).from(), next.to()));
            } else {
                joined.add(next);
            }
        }
        return joined;
    }

    private static Columns columns(String side, String feature, NetworkInput input) {
        Columns named = input.columnsByFeature().get(feature);
        if (named != null) {
            return named;
        }
        long width = input.rowShape().get(0);
        Matcher matcher = COLUMNS.matcher(feature);
        if (matcher.matches()) {
            int from = Integer.parseInt(matcher.group(1));
            int to = matcher.group(2) == null ? from : Integer.parseInt(matcher.group(2));
            if (from <= to && to < width) {
                return new Columns(from, to + 1);
            }
            throw new IllegalArgumentException(
                    "network.%s names columns '%s', expected columns of [0, %d]".formatted(side, feature, width - 1));
        }
        throw new IllegalArgumentException(
                "network.%s names '%s', which is no feature of the rows, expected one of %s%s"
                        .formatted(
                                side,
                                feature,
                                input.columnsByFeature().keySet(),
                                Suggestion.closest(
                                                feature,
                                                input.columnsByFeature().keySet())
                                        .map(near -> " (did you mean '" + near + "'?)")
                                        .orElse("")));
    }

    @Override
    public void requireFits(NetworkInput input) {
        if (input.rowShape().size() != 1) {
            throw new IllegalArgumentException(
                    "network.type is 'two-tower', rows have shape " + input.rowShape() + ", expected [features]");
        }
    }
}
