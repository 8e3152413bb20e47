package io.plumbline.inference.batch;

import java.util.List;

/**
 * Time by batch size: straight lines between points, and never less for a larger batch.
 *
 * <p>Below the first point it is the first's; beyond the last it grows in proportion to the size, which is at least what a
 * call with any fixed cost needs.
 *
 * <p>Points that are not trusted give way to those that are: they are no lower than the trusted one before them, and no
 * higher than the trusted one after them, nor than the one before them in proportion to the size. When none is trusted,
 * all are.
 *
 * <p>Threads: immutable.
 */
final class TimeCurve {
    static final TimeCurve UNKNOWN = new TimeCurve(new double[0], new double[0]);

    private final double[] sizes;
    private final double[] nanos;

    /** @param size mean of the calls behind it */
    record Point(double size, double nanos, boolean trusted) {}

    private TimeCurve(double[] sizes, double[] nanos) {
        this.sizes = sizes;
        this.nanos = nanos;
    }

    /** @param points by ascending size */
    static TimeCurve through(List<Point> points) {
        if (points.isEmpty()) {
            return UNKNOWN;
        }
        boolean all = points.stream().noneMatch(Point::trusted);
        double[] sizes = points.stream().mapToDouble(Point::size).toArray();
        double[] nanos = points.stream().mapToDouble(Point::nanos).toArray();
        double highest = 0;
        for (int i = 0; i < nanos.length; i++) {
            if (all || points.get(i).trusted()) {
                highest = Math.max(highest, nanos[i]);
                nanos[i] = highest;
            }
        }
        if (!all) {
            bound(points, sizes, nanos);
        }
        return new TimeCurve(sizes, nanos);
    }

    private static void bound(List<Point> points, double[] sizes, double[] nanos) {
        double least = 0;
        double perRequest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < nanos.length; i++) {
            if (points.get(i).trusted()) {
                perRequest = nanos[i] / sizes[i];
            } else {
                double most = Math.min(perRequest * sizes[i], trustedAfter(points, nanos, i));
                nanos[i] = Math.max(least, Math.min(most, nanos[i]));
            }
            least = nanos[i];
        }
    }

    private static double trustedAfter(List<Point> points, double[] nanos, int i) {
        for (int j = i + 1; j < nanos.length; j++) {
            if (points.get(j).trusted()) {
                return nanos[j];
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    long nanos(int size) {
        int after = 0;
        while (after < sizes.length && sizes[after] < size) {
            after++;
        }
        if (sizes.length == 0) {
            return 0;
        }
        if (after == 0) {
            return (long) nanos[0];
        }
        int before = after - 1;
        if (after == sizes.length) {
            return (long) (nanos[before] * size / sizes[before]);
        }
        double share = (size - sizes[before]) / (sizes[after] - sizes[before]);
        return (long) (nanos[before] + share * (nanos[after] - nanos[before]));
    }
}
