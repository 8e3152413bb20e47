package io.plumbline.trainer.dataset;

/**
 * How a regression target becomes what the network fits: {@code (f(y) - mean) / std}, where f is ln(1 + y) or y itself.
 *
 * @param log1p whether f is ln(1 + y)
 */
public record TargetScale(boolean log1p, double mean, double std) {
    /** Leaves targets as they are: class indices and grades. */
    public static final TargetScale NONE = new TargetScale(false, 0, 1);

    /** Mean and deviation of the given targets after f; a deviation of zero becomes one. */
    public static TargetScale fit(float[] targets, boolean log1p) {
        double sum = 0;
        double squares = 0;
        for (float target : targets) {
            double value = log1p ? Math.log1p(target) : target;
            sum += value;
            squares += value * value;
        }
        double mean = sum / targets.length;
        double std = Math.sqrt(Math.max(0, squares / targets.length - mean * mean));
        return new TargetScale(log1p, mean, std > 0 ? std : 1);
    }

    public float apply(float target) {
        return (float) (((log1p ? Math.log1p(target) : target) - mean) / std);
    }
}
