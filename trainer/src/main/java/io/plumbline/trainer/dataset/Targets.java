package io.plumbline.trainer.dataset;

import java.util.Arrays;

/**
 * What a batch should have been answered.
 *
 * @param values one per row: class index, scaled target, or grade
 * @param queries the query of each row; rows of one query are adjacent
 * @param distributions {@code [rows, classes]} row-major, each row summing to one, where a row belongs to several classes (mixed
 *     images); empty where {@code values} says it all
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
public record Targets(float[] values, int[] queries, float[] distributions) {
    public Targets {
        if (values.length != queries.length) {
            throw new IllegalArgumentException(
                    "targets have " + values.length + " values and " + queries.length + " queries, expected as many");
        }
        if (distributions.length > 0 && (values.length == 0 || distributions.length % values.length != 0)) {
            throw new IllegalArgumentException("targets have " + distributions.length + " probabilities for "
                    + values.length + " rows, expected as many for each row");
        }
    }

    public Targets(float[] values, int[] queries) {
        this(values, queries, new float[0]);
    }

    public int rows() {
        return values.length;
    }

    /** Whether rows may belong to several classes. */
    public boolean soft() {
        return distributions.length > 0;
    }

    /** {@code [rows, classes]} row-major: the distributions, or a one in the column of each row's class. */
    public float[] distributions(int classes) {
        if (soft()) {
            return Arrays.copyOf(distributions, distributions.length);
        }
        float[] oneHot = new float[rows() * classes];
        for (int row = 0; row < rows(); row++) {
            oneHot[row * classes + (int) values[row]] = 1;
        }
        return oneHot;
    }
}
