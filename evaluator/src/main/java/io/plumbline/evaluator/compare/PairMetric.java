package io.plumbline.evaluator.compare;

import java.util.Optional;

/**
 * What two versions are compared by on an id; of either a value in [0, 1].
 *
 * <p>Names: {@code accuracy}, 1 for the right class. {@code ndcg@10}. {@code absolute_error@S}: the error's magnitude divided by S, a number in
 * the target's unit, and at most 1. {@code closer}: 1 for the version whose number is nearer to the truth, 0 for the other and where
 * they are equally near.
 *
 * @param name as on the topic and in metrics; the scale is part of it, so another scale is another comparison
 * @param scale what a value of 1 is, in the target's unit; 1 where the value has no unit
 */
public record PairMetric(String name, boolean higherIsBetter, double scale) {
    public static final PairMetric ACCURACY = new PairMetric("accuracy", true, 1);
    public static final PairMetric NDCG = new PairMetric("ndcg@10", true, 1);
    public static final PairMetric CLOSER = new PairMetric("closer", true, 1);

    private static final String ABSOLUTE_ERROR = "absolute_error@";

    /** @param scale in the target's unit, above 0; a larger error counts as one of this size */
    public static PairMetric absoluteError(double scale) {
        if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("scale of errors is " + scale + ", expected a finite number above 0");
        }
        boolean whole = scale == Math.rint(scale) && scale < 1e15;
        return new PairMetric(
                ABSOLUTE_ERROR + (whole ? Long.toString((long) scale) : Double.toString(scale)), false, scale);
    }

    /** The metric of that name; empty if there is none. */
    public static Optional<PairMetric> named(String name) {
        for (PairMetric metric : new PairMetric[] {ACCURACY, NDCG, CLOSER}) {
            if (metric.name.equals(name)) {
                return Optional.of(metric);
            }
        }
        try {
            return name.startsWith(ABSOLUTE_ERROR)
                    ? Optional.of(absoluteError(Double.parseDouble(name.substring(ABSOLUTE_ERROR.length()))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
