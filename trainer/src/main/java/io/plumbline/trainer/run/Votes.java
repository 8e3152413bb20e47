package io.plumbline.trainer.run;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.network.Network;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** How much each member of an ensemble counts, fitted to the validation part. */
final class Votes {
    private static final int ROUNDS = 500;
    /** A round costs members squared, whatever the rows. */
    private static final int GRADIENT_ROUNDS = 20_000;
    /** Small enough not to overshoot, as the gradient of one member is about 2 at most. */
    private static final double STEP = 0.25;

    private Votes() {}

    static List<Double> equal(int members) {
        return Collections.nCopies(members, 1.0 / members);
    }

    /**
     * Weights, none negative, that sum to one and serve the validation part best.
     *
     * <p>Classification: the mixture of the members' probabilities with the highest likelihood, by expectation maximization.
     * Regression: the least mean squared error, by exponentiated gradient. Both problems are convex. A ranking's scores have no
     * common scale to mix by, so its votes stay equal.
     * <p>Source: Dempster, Laird and Rubin (1977), section 4.3; Kivinen and Warmuth (1997), section 3.
     */
    static List<Double> fitted(List<Network> members, Dataset data) {
        if (data.task() instanceof Task.Ranking) {
            return equal(members.size());
        }
        Partition part = data.validation();
        double[][] answers = new double[members.size()][];
        int outputs = data.outputs();
        for (int m = 0; m < answers.length; m++) {
            float[] all = members.get(m).answer(part.inputs());
            answers[m] = new double[part.rows()];
            for (int row = 0; row < part.rows(); row++) {
                answers[m][row] = data.task() instanceof Task.Classification
                        ? all[row * outputs + (int) part.targets()[row]]
                        : all[row];
            }
        }
        double[] weights =
                data.task() instanceof Task.Classification ? mixture(answers) : leastSquares(answers, part.targets());
        return Arrays.stream(weights).boxed().toList();
    }

    /** @param likelihoods of the true class, by member and row */
    static double[] mixture(double[][] likelihoods) {
        double[] weights = even(likelihoods.length);
        for (int round = 0; round < ROUNDS; round++) {
            double[] next = new double[weights.length];
            int rows = likelihoods[0].length;
            for (int row = 0; row < rows; row++) {
                double sum = Double.MIN_NORMAL;
                for (int m = 0; m < weights.length; m++) {
                    sum += weights[m] * likelihoods[m][row];
                }
                for (int m = 0; m < weights.length; m++) {
                    next[m] += weights[m] * likelihoods[m][row] / sum / rows;
                }
            }
            weights = normalized(next);
        }
        return weights;
    }

    /**
     * The mixture with the least mean squared error. As the weights sum to one, its error is the same mixture of the members'
     * errors, and all that matters of those is their products.
     *
     * @param answers by member and row
     */
    static double[] leastSquares(double[][] answers, float[] targets) {
        int members = answers.length;
        double[][] products = new double[members][members];
        double trace = 0;
        for (int m = 0; m < members; m++) {
            for (int k = 0; k < members; k++) {
                for (int row = 0; row < targets.length; row++) {
                    products[m][k] += (answers[m][row] - targets[row]) * (answers[k][row] - targets[row]);
                }
            }
            trace += products[m][m];
        }
        double[] weights = even(members);
        for (int round = 0; round < GRADIENT_ROUNDS && trace > 0; round++) {
            double[] next = new double[members];
            for (int m = 0; m < members; m++) {
                double gradient = 0;
                for (int k = 0; k < members; k++) {
                    // In units of the members' mean squared error, so that one step size serves prices and
                    // temperatures.
                    gradient += 2 * weights[k] * products[m][k] * members / trace;
                }
                next[m] = weights[m] * Math.exp(-STEP * gradient);
            }
            weights = normalized(next);
        }
        return weights;
    }

    private static double[] even(int count) {
        double[] weights = new double[count];
        Arrays.fill(weights, 1.0 / count);
        return weights;
    }

    private static double[] normalized(double[] weights) {
        double sum = Arrays.stream(weights).sum();
        return sum > 0 ? Arrays.stream(weights).map(weight -> weight / sum).toArray() : even(weights.length);
    }
}
