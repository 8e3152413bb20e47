package io.plumbline.trainer.metric;

/** Reading rows of answers. */
public final class Answers {
    private Answers() {}

    /** The index of the largest of {@code count} values from {@code from} on; the first of equals. */
    public static int largest(float[] values, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best;
    }
}
