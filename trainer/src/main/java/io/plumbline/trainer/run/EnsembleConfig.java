package io.plumbline.trainer.run;

import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.network.Architecture;
import java.util.ArrayList;
import java.util.List;

/**
 * How several networks answer as one.
 *
 * @param kind what the members differ in
 * @param size how many, at least 2
 * @param networks one architecture per member, where they differ in that; else empty
 * @param voting how much each member's answer counts
 * @param weights one per member where they are given; else empty
 */
public record EnsembleConfig(Kind kind, int size, List<Architecture> networks, Voting voting, List<Double> weights) {
    /** What the members differ in; each also has a seed of its own. */
    public enum Kind {
        /** In the seed alone. */
        SEEDS,
        /** In the fold of the training part that they validate on and do not learn from. */
        FOLDS,
        /** In the network. */
        NETWORKS
    }

    /** How much each member's answer counts. */
    public enum Voting {
        /** All the same. */
        EQUAL,
        /** As it serves the validation part best. */
        FITTED,
        /** As given. */
        GIVEN
    }

    static EnsembleConfig from(Settings ensemble) {
        Kind kind = Kind.valueOf(ensemble.choice("type", List.of("seeds", "folds", "networks"), "seeds")
                .toUpperCase(java.util.Locale.ROOT));
        List<Architecture> networks = new ArrayList<>();
        int size;
        if (kind == Kind.NETWORKS) {
            ensemble.sections("networks").forEach(network -> networks.add(Architecture.from(network)));
            size = networks.size();
            if (size < 2) {
                ensemble.problem("networks", "has " + size + " networks, expected at least 2");
            }
        } else {
            size = ensemble.whole("size", 2, 100, 3);
        }
        List<Double> weights = List.of();
        Voting voting = Voting.EQUAL;
        if (ensemble.isList("weights")) {
            weights = ensemble.reals("weights", 0, 1e9);
            voting = Voting.GIVEN;
            if (weights.size() != size || weights.stream().mapToDouble(w -> w).sum() <= 0) {
                ensemble.problem(
                        "weights", "is " + weights + ", expected " + size + " numbers, one per member, not all zero");
            }
        } else if (ensemble.choice("weights", List.of("equal", "fitted"), "equal")
                .equals("fitted")) {
            voting = Voting.FITTED;
        }
        return new EnsembleConfig(kind, size, networks, voting, weights);
    }
}
