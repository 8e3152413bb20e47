package io.plumbline.trainer.loss;

import io.plumbline.trainer.dataset.Targets;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/** How much each class counts. */
final class ClassWeights {
    private static final String KEY = "class-weights";

    /** See {@link ClassWeights}. */
    interface Config {
        /** @throws InvalidExperimentException if a class has no training row to be weighed by, or none has a weight */
        ClassWeights over(TargetProfile profile);

        static Config from(Settings loss) {
            if (loss.isList(KEY)) {
                List<Double> given = loss.reals(KEY, 0, 1e6);
                return profile -> given(given, profile);
            }
            return switch (loss.choice(KEY, List.of("none", "balanced", "effective-number"), "none")) {
                case "balanced" -> ClassWeights::balanced;
                case "effective-number" -> {
                    double beta = loss.real("beta", 0, 0.9999999, 0.999);
                    yield profile -> effectiveNumber(beta, profile);
                }
                default -> ClassWeights::none;
            };
        }
    }

    private final double[] weights;

    private ClassWeights(double[] weights) {
        this.weights = weights;
    }

    /** Each class counts once. */
    static ClassWeights none(TargetProfile profile) {
        double[] ones = new double[profile.classes().size()];
        Arrays.fill(ones, 1);
        return new ClassWeights(ones);
    }

    /** {@code rows / (classes × rows of the class)}, as scikit-learn: a training row counts once on average. */
    static ClassWeights balanced(TargetProfile profile) {
        double rows = profile.classCounts().stream().mapToLong(Long::longValue).sum();
        return ofCounts(profile, count -> rows / (profile.classes().size() * (double) count));
    }

    /**
     * {@code (1 - β) / (1 - β^rows)}, scaled to sum to the number of classes.
     *
     * <p>Source: Cui et al. (2019), "Class-balanced loss based on effective number of samples", section 3.
     */
    static ClassWeights effectiveNumber(double beta, TargetProfile profile) {
        ClassWeights raw = ofCounts(profile, count -> (1 - beta) / (1 - Math.pow(beta, (double) count)));
        double scale = raw.weights.length / Arrays.stream(raw.weights).sum();
        return new ClassWeights(
                Arrays.stream(raw.weights).map(weight -> weight * scale).toArray());
    }

    private static ClassWeights ofCounts(TargetProfile profile, LongToDoubleFunction weight) {
        for (int i = 0; i < profile.classes().size(); i++) {
            if (profile.classCounts().get(i) == 0) {
                throw refused("weighs class '" + profile.classes().get(i)
                        + "' by its training rows, of which there are 0, expected at least 1;"
                        + " give a list of weights or more data");
            }
        }
        return new ClassWeights(profile.classCounts().stream()
                .mapToLong(Long::longValue)
                .mapToDouble(weight)
                .toArray());
    }

    private static ClassWeights given(List<Double> weights, TargetProfile profile) {
        if (weights.size() != profile.classes().size()) {
            throw refused("has " + weights.size() + " numbers, expected "
                    + profile.classes().size() + ", one for each of " + profile.classes());
        }
        if (weights.stream().noneMatch(weight -> weight > 0)) {
            throw refused("is " + weights + ", expected at least one number > 0");
        }
        return new ClassWeights(
                weights.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static InvalidExperimentException refused(String problem) {
        return new InvalidExperimentException("experiment", List.of("loss." + KEY + " " + problem));
    }

    int classes() {
        return weights.length;
    }

    double of(int index) {
        return weights[index];
    }

    /**
     * The weight of all rows: of its class for a row that has one, the expected weight for a row that belongs to several.
     *
     * <p>So a row counts the same whether its class comes as an index or as a distribution, and without class weights the sum
     * is the number of rows. (For distributions torch divides by the rows even with class weights.)
     */
    double sum(Targets targets) {
        double sum = 0;
        if (targets.soft()) {
            float[] distributions = targets.distributions();
            for (int i = 0; i < distributions.length; i++) {
                sum += distributions[i] * weights[i % weights.length];
            }
        } else {
            for (float target : targets.values()) {
                sum += weights[(int) target];
            }
        }
        return sum;
    }
}
