package io.plumbline.trainer.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several networks that answer the same rows together: the weighted mean of their answers in the task's own unit, that is
 * of probabilities, of values, or of scores.
 *
 * <p>Members may differ in architecture and input scaling. The ensemble owns them: closing it closes them.
 */
public final class Ensemble implements Answering {
    private final List<Network> members;
    private final List<Double> weights;
    private final NDManager manager;
    private final ParameterStore store;

    /**
     * Puts networks together.
     *
     * @param weights one per member, none negative, not all zero; only their proportions count
     * @throws IllegalArgumentException if the members take other rows or answer otherwise than the first
     */
    public Ensemble(Engine engine, List<Network> members, List<Double> weights) {
        if (members.isEmpty() || members.size() != weights.size()) {
            throw new IllegalArgumentException("ensemble has %d networks and %d weights, expected as many, at least one"
                    .formatted(members.size(), weights.size()));
        }
        Network first = members.get(0);
        for (int i = 0; i < members.size(); i++) {
            requireAlike(first, members.get(i), i);
        }
        double sum = weights.stream().mapToDouble(weight -> weight).sum();
        if (weights.stream().anyMatch(weight -> !(weight >= 0)) || !(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "ensemble weights are " + weights + ", expected finite numbers >= 0 with a positive sum");
        }
        this.members = List.copyOf(members);
        this.weights = weights.stream().map(weight -> weight / sum).toList();
        try (NDManager scope = first.newScope()) {
            this.manager = engine.newBaseManager(scope.getDevice());
        }
        this.store = new ParameterStore(manager, false);
    }

    private static void requireAlike(Network first, Network member, int index) {
        String expected = "%s of %d from rows of %s".formatted(first.outputName(), first.outputs(), first.rowShape());
        String got = "%s of %d from rows of %s".formatted(member.outputName(), member.outputs(), member.rowShape());
        if (!got.equals(expected)) {
            throw new IllegalArgumentException(
                    "ensemble member %d answers %s, expected %s as member 0".formatted(index, got, expected));
        }
    }

    public List<Network> members() {
        return members;
    }

    /** Each member's share of the answer; they sum to 1. */
    public List<Double> weights() {
        return weights;
    }

    @Override
    public NDArray answer(ParameterStore parameters, NDArray rows) {
        NDArray sum = weighted(0, parameters, rows);
        for (int i = 1; i < members.size(); i++) {
            sum = sum.add(weighted(i, parameters, rows));
        }
        return sum;
    }

    private NDArray weighted(int member, ParameterStore parameters, NDArray rows) {
        return members.get(member)
                .answer(parameters, rows)
                .mul(weights.get(member).floatValue());
    }

    /** The members' parameters, named {@code m<member>.<name>}. */
    @Override
    public ParameterList parameters() {
        ParameterList all = new ParameterList();
        for (int i = 0; i < members.size(); i++) {
            for (var parameter : members.get(i).parameters()) {
                all.add("m" + i + "." + parameter.getKey(), parameter.getValue());
            }
        }
        return all;
    }

    @Override
    public ParameterStore store() {
        return store;
    }

    @Override
    public Map<String, Block> blocks() {
        Map<String, Block> blocks = new LinkedHashMap<>();
        for (int i = 0; i < members.size(); i++) {
            String prefix = "m" + i;
            members.get(i)
                    .blocks()
                    .forEach((path, block) -> blocks.put(path.isEmpty() ? prefix : prefix + "/" + path, block));
        }
        return blocks;
    }

    @Override
    public Shape rowShape() {
        return members.get(0).rowShape();
    }

    @Override
    public int outputs() {
        return members.get(0).outputs();
    }

    @Override
    public String outputName() {
        return members.get(0).outputName();
    }

    @Override
    public NDManager newScope() {
        return manager.newSubManager();
    }

    @Override
    public void close() {
        members.forEach(Network::close);
        manager.close();
    }
}
