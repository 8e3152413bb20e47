package io.plumbline.metrics.estimate;

import java.util.Arrays;

/** A confusion matrix of weighted counts, dense over the classes that occur; the truth is the first index. */
final class WeightedConfusion {
    private final int[] classes;
    private final double[][] cells;
    private final double[] support;
    private final double[] predicted;
    private double total;
    private double correct;

    /** @param classes the indices that occur, ascending */
    WeightedConfusion(int[] classes) {
        this.classes = classes.clone();
        cells = new double[classes.length][classes.length];
        support = new double[classes.length];
        predicted = new double[classes.length];
    }

    int size() {
        return classes.length;
    }

    /** The place of class {@code c}; negative if it does not occur. */
    int place(int c) {
        return Arrays.binarySearch(classes, c);
    }

    /** Classes by place. */
    void add(int actual, int answer, double weight) {
        cells[actual][answer] += weight;
        support[actual] += weight;
        predicted[answer] += weight;
        total += weight;
        correct += actual == answer ? weight : 0;
    }

    double support(int c) {
        return support[c];
    }

    double predicted(int c) {
        return predicted[c];
    }

    double total() {
        return total;
    }

    double accuracy() {
        return correct / total;
    }

    double precision(int c) {
        return ratio(cells[c][c], predicted[c]);
    }

    double recall(int c) {
        return ratio(cells[c][c], support[c]);
    }

    double f1(int c) {
        return ratio(2 * cells[c][c], support[c] + predicted[c]);
    }

    static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
