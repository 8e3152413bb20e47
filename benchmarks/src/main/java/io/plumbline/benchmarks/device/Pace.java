package io.plumbline.benchmarks.device;

import io.plumbline.inference.model.Prepared;
import io.plumbline.inference.model.ServedModel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Rows per second, one call after the other from one thread: least, middle and largest of some rounds. */
record Pace(double least, double middle, double largest) {
    private static final int ROUNDS = 3;

    /** Each round lasts at least that long, and at least one call. */
    static Pace of(ServedModel model, List<Prepared> batch, Duration round) {
        long warm = System.nanoTime();
        do {
            model.predict(batch);
        } while (System.nanoTime() - warm < round.toNanos() / 2);
        double[] rounds = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long began = System.nanoTime();
            long rows = 0;
            long took;
            do {
                model.predict(batch);
                rows += batch.size();
                took = System.nanoTime() - began;
            } while (took < round.toNanos());
            rounds[i] = rows * 1e9 / took;
        }
        Arrays.sort(rounds);
        return new Pace(rounds[0], rounds[ROUNDS / 2], rounds[ROUNDS - 1]);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,.0f / %,.0f / %,.0f", least, middle, largest);
    }
}
