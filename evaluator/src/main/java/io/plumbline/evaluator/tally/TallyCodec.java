package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.cohort.LabelDelays;
import io.plumbline.evaluator.statistic.Statistics;
import io.plumbline.evaluator.statistic.StatisticsCodec;
import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;
import io.plumbline.metrics.estimate.ExpectedOutcomes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tallies as bytes in the state store; the first byte is the format's version. */
public final class TallyCodec {
    private static final int FORMAT = 2;

    private TallyCodec() {}

    public static byte[] encode(Tally tally) {
        StoredBytes out = new StoredBytes().number(FORMAT);
        out.numbers(Arrays.stream(Counter.values()).mapToLong(tally::count).toArray());
        for (View view : View.values()) {
            StatisticsCodec.write(out, tally.net(view));
            StatisticsCodec.write(out, tally.retracted(view));
        }
        Optional<List<String>> names = tally.classNames();
        out.flag(names.isPresent());
        if (names.isPresent()) {
            out.number(names.get().size());
            names.get().forEach(out::text);
        }
        out.numbers(tally.expected().state()).numbers(tally.labelDelays().state());
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
            net.put(view, StatisticsCodec.read(in));
            retracted.put(view, StatisticsCodec.read(in));
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
        ExpectedOutcomes expected = ExpectedOutcomes.fromState(in.numbers());
        LabelDelays delays = LabelDelays.fromState(in.numbers());
        in.end();
        // A tally of before a counter was added starts that counter at 0.
        return new Tally(Arrays.copyOf(counters, known), net, retracted, expected, delays, names);
    }
}
