package io.plumbline.trainer.loss;

/**
 * What a batch should have been answered.
 *
 * @param values one per row: class index, scaled target, or grade
 * @param queries the query of each row; rows of one query are adjacent
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
public record Targets(float[] values, int[] queries) {
    public Targets {
        if (values.length != queries.length) {
            throw new IllegalArgumentException(
                    "targets have " + values.length + " values and " + queries.length + " queries, expected as many");
        }
    }

    public int rows() {
        return values.length;
    }
}
