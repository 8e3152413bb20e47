package io.plumbline.trainer.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * A number over steps, kept in bounded room: neighbours share a bucket that remembers lowest, highest and mean, so that a
 * spike stays visible however long the run.
 *
 * <p>Bucket {@code i} covers the steps {@code i * width} to {@code (i + 1) * width - 1}; when a step lies beyond the last of
 * {@value #BUCKETS} buckets, all are merged in pairs and the width doubles. So the result depends on the points only, not on
 * the order of what was added when. What is not finite is left out.
 */
public final class Curve {
    private static final int BUCKETS = 512;

    private final double[] lows = new double[BUCKETS];
    private final double[] highs = new double[BUCKETS];
    private final double[] sums = new double[BUCKETS];
    private final long[] counts = new long[BUCKETS];
    private long width = 1;

    /**
     * The values of neighbouring steps.
     *
     * @param x the middle of the steps
     */
    public record Point(double x, double low, double high, double mean) {}

    /** @param step at least 0 */
    public void add(long step, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        while (step / width >= BUCKETS) {
            halve();
        }
        int bucket = (int) (step / width);
        lows[bucket] = counts[bucket] == 0 ? value : Math.min(lows[bucket], value);
        highs[bucket] = counts[bucket] == 0 ? value : Math.max(highs[bucket], value);
        sums[bucket] += value;
        counts[bucket]++;
    }

    /** At most {@value #BUCKETS} points, by step. */
    public List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            if (counts[i] > 0) {
                points.add(new Point(i * width + (width - 1) / 2.0, lows[i], highs[i], sums[i] / counts[i]));
            }
        }
        return points;
    }

    private void halve() {
        for (int i = 0; i < BUCKETS; i++) {
            int from = 2 * i;
            long count = from < BUCKETS ? counts[from] + counts[from + 1] : 0;
            if (count > 0) {
                boolean first = counts[from] > 0;
                boolean second = counts[from + 1] > 0;
                double low = first && second ? Math.min(lows[from], lows[from + 1]) : lows[first ? from : from + 1];
                double high = first && second ? Math.max(highs[from], highs[from + 1]) : highs[first ? from : from + 1];
                lows[i] = low;
                highs[i] = high;
                sums[i] = (first ? sums[from] : 0) + (second ? sums[from + 1] : 0);
            } else {
                sums[i] = 0;
            }
            counts[i] = count;
        }
        width *= 2;
    }
}
