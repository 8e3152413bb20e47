package io.plumbline.evaluator.replay;

import io.plumbline.contracts.event.WireRecord;
import io.plumbline.evaluator.join.ClassNames;
import io.plumbline.evaluator.join.Horizons;
import io.plumbline.evaluator.join.JoinEvent;
import io.plumbline.evaluator.join.JoinRow;
import io.plumbline.evaluator.join.Joiner;
import io.plumbline.evaluator.join.RowCodec;
import io.plumbline.evaluator.stream.EventReader;
import io.plumbline.evaluator.tally.Pane;
import io.plumbline.evaluator.tally.PaneKey;
import io.plumbline.evaluator.tally.Panes;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionIds;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.Windows;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * One partition counted anew: first all its predictions, then all its labels, each in the order of their offsets.
 *
 * <p>The live evaluator took the two topics in turn. That the sums do not depend on it is what {@link Joiner} promises, and
 * what a replay holds it to. What does depend on it, or on the clock at which a record was taken, is not in the result:
 * see {@link Comparison}. No row ends here; {@link #uncertain()} tells of those that may have ended there.
 * <p>Threads: one at a time. Memory: a row per id of this partition, encoded.
 */
final class Recount {
    private static final byte[] NOTHING = new byte[0];
    private static final long NEVER = Long.MAX_VALUE;
    private static final int UPDATES_BETWEEN_DROPS = 100_000;

    private final Horizons horizons;
    private final OptionalLong clockMillis;
    private final EventReader reader = new EventReader();
    private final VersionIds versions = new VersionIds();
    private final RowCodec codec = new RowCodec(versions);
    private final Joiner joiner;
    private final Panes panes;
    private final Map<String, Row> rows = new HashMap<>();
    private final Map<VersionKey, Tally> tallies = new TreeMap<>();
    private final Set<PaneKey> changed = new HashSet<>();
    private int updates;
    private long predictions;
    private long labels;

    /** @param clockMillis the live partition's, to which predictions mature and panes are kept; empty: none does, all are */
    Recount(Horizons horizons, Windows windows, ClassNames names, OptionalLong clockMillis) {
        this.horizons = horizons;
        this.clockMillis = clockMillis;
        joiner = new Joiner(horizons, names);
        panes = new Panes(windows);
    }

    /** What is known of one id, and when it was heard of: times of the records. */
    private static final class Row {
        byte[] bytes = NOTHING;
        long firstPrediction = NEVER;
        long firstLabel = NEVER;
        long last = Long.MIN_VALUE;
    }

    void prediction(WireRecord record) {
        predictions++;
        if (reader.prediction(record, NEVER, NEVER) instanceof EventReader.Reading.Event event) {
            Row row = rows.computeIfAbsent(event.id(), id -> new Row());
            row.firstPrediction = Math.min(row.firstPrediction, record.timestampMillis());
            take(row, event.event(), record.timestampMillis());
        }
    }

    void label(WireRecord record) {
        labels++;
        if (reader.label(record, NEVER, NEVER) instanceof EventReader.Reading.Event event) {
            Row row = rows.computeIfAbsent(event.id(), id -> new Row());
            row.firstLabel = Math.min(row.firstLabel, record.timestampMillis());
            take(row, event.event(), record.timestampMillis());
        }
    }

    private void take(Row row, JoinEvent event, long timeMillis) {
        row.last = Math.max(row.last, timeMillis);
        Joiner.Step step = joiner.apply(row(row), event);
        byte[] next = step.row().map(codec::encode).orElse(NOTHING);
        if (next.length > RowCodec.MAX_BYTES) {
            // As the live evaluator: refused before anything changes.
            return;
        }
        row.bytes = next;
        apply(step.updates());
    }

    private JoinRow row(Row row) {
        return row.bytes.length == 0 ? JoinRow.EMPTY : codec.decode(row.bytes);
    }

    private void apply(List<TallyUpdate> all) {
        for (TallyUpdate update : all) {
            tallies.computeIfAbsent(update.version(), version -> new Tally()).apply(update);
            panes.apply(update, changed);
        }
        updates += all.size();
        if (updates > UPDATES_BETWEEN_DROPS) {
            dropOld();
        }
    }

    private void dropOld() {
        updates = 0;
        clockMillis.ifPresent(panes::dropOld);
        changed.clear();
    }

    /**
     * Lets predictions mature as far as they had there; to be called once, after the last record.
     *
     * @param matured by version, how many had. A task that moved or started again may have begun with an earlier clock than
     *     it had reached before, so that more had matured than the clock says
     */
    void finish(Map<VersionKey, Long> matured) {
        if (clockMillis.isPresent()) {
            JoinEvent time = new JoinEvent.TimePassed(Math.max(clockMillis.getAsLong(), lastMatured(matured)));
            rows.values().forEach(row -> apply(joiner.apply(row(row), time).updates()));
        }
        dropOld();
    }

    /** When the last of so many of each version matured. */
    private long lastMatured(Map<VersionKey, Long> matured) {
        Map<VersionKey, LongStream.Builder> times = new HashMap<>();
        for (Row row : rows.values()) {
            row(row).predictions()
                    .forEach((version, held) -> times.computeIfAbsent(version, any -> LongStream.builder())
                            .add(held.timeMillis()
                                    + horizons.maturity().of(version.model()).toMillis()));
        }
        long last = 0;
        for (Map.Entry<VersionKey, LongStream.Builder> entry : times.entrySet()) {
            long count = matured.getOrDefault(entry.getKey(), 0L);
            long[] sorted = entry.getValue().build().sorted().toArray();
            if (count > 0 && count <= sorted.length) {
                last = Math.max(last, sorted[(int) count - 1]);
            }
        }
        return last;
    }

    /** By version, ascending. */
    Map<VersionKey, Tally> tallies() {
        return tallies;
    }

    /** Those that can still lie in a window at the clock. */
    Map<PaneKey, Pane> panes() {
        Map<PaneKey, Pane> sorted = new TreeMap<>();
        panes.keys().forEach(key -> sorted.put(key, panes.get(key)));
        return sorted;
    }

    /**
     * Versions with an id of which something came so late, by the records' times, that the live evaluator may have forgotten
     * the id before; labels' own counts belong to {@link VersionKey#NONE}.
     */
    Set<VersionKey> uncertain() {
        Set<VersionKey> uncertain = new TreeSet<>();
        for (Row row : rows.values()) {
            boolean mayHaveEnded = row.firstPrediction == NEVER
                    ? row.last - row.firstLabel > horizons.earlyLabel().toMillis()
                    : row.last - row.firstPrediction > horizons.join().toMillis()
                            || row.firstPrediction - row.firstLabel
                                    > horizons.earlyLabel().toMillis();
            if (mayHaveEnded) {
                uncertain.add(VersionKey.NONE);
                uncertain.addAll(row(row).predictions().keySet());
            }
        }
        return uncertain;
    }

    /** Records of the predictions topic, those that cannot be judged included. */
    long predictions() {
        return predictions;
    }

    /** Records of the labels topic, those that cannot be read included. */
    long labels() {
        return labels;
    }
}
