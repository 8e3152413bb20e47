package io.plumbline.evaluator.tally;

import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.ranking.RankingQuality;
import io.plumbline.metrics.regression.RegressionErrors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tallies as bytes in the state store; the first byte is the format's version. */
public final class TallyCodec {
    private static final int FORMAT = 1;

    private TallyCodec() {}

    public static byte[] encode(Tally tally) {
        StoredBytes out = new StoredBytes().number(FORMAT);
        out.numbers(Arrays.stream(Counter.values()).mapToLong(tally::count).toArray());
        for (View view : View.values()) {
            write(out, tally.net(view));
            write(out, tally.retracted(view));
        }
        Optional<List<String>> names = tally.classNames();
        out.flag(names.isPresent());
        if (names.isPresent()) {
            out.number(names.get().size());
            names.get().forEach(out::text);
        }
        return out.toBytes();
    }

    /** @throws IllegalArgumentException if {@link #encode} cannot have written these */
    public static Tally decode(byte[] bytes) {
        StoredReader in = new StoredReader(bytes);
        in.number(FORMAT, FORMAT);
        long[] counters = in.numbers();
        int known = Counter.values().length;
        if (counters.length > known) {
            throw new IllegalArgumentException(
                    "tally has " + counters.length + " counters, expected at most " + known + ": a newer format");
        }
        if (Arrays.stream(counters).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("tally has a negative counter: " + Arrays.toString(counters));
        }
        Map<View, Statistics> net = new EnumMap<>(View.class);
        Map<View, Statistics> retracted = new EnumMap<>(View.class);
        for (View view : View.values()) {
            net.put(view, statistics(in));
            retracted.put(view, statistics(in));
        }
        Optional<List<String>> names = Optional.empty();
        if (in.flag()) {
            int count = in.count();
            List<String> classes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                classes.add(in.text());
            }
            names = Optional.of(List.copyOf(classes));
        }
        in.end();
        // A tally of before a counter was added starts that counter at 0.
        return new Tally(Arrays.copyOf(counters, known), net, retracted, names);
    }

    private static void write(StoredBytes out, Statistics statistics) {
        out.numbers(statistics.confusion().state());
        out.numbers(unlessEmpty(
                statistics.regression().samples(), statistics.regression().state()));
        out.numbers(unlessEmpty(
                statistics.ranking().samples() + statistics.ranking().noRelevantQueries(),
                statistics.ranking().state()));
    }

    /** A statistic over nothing takes one byte. */
    private static long[] unlessEmpty(long samples, long[] state) {
        return samples == 0 ? new long[0] : state;
    }

    private static Statistics statistics(StoredReader in) {
        return of(in.numbers(), in.numbers(), in.numbers());
    }

    /** From the three states; an empty one is a statistic over nothing. */
    static Statistics of(long[] confusion, long[] regression, long[] ranking) {
        return new Statistics(
                ConfusionCounts.fromState(confusion),
                regression.length == 0 ? new RegressionErrors() : RegressionErrors.fromState(regression),
                ranking.length == 0
                        ? new RankingQuality(Statistics.RANKING)
                        : RankingQuality.fromState(Statistics.RANKING, ranking));
    }
}
