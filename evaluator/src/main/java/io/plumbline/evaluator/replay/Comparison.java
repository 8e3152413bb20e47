package io.plumbline.evaluator.replay;

import io.plumbline.evaluator.statistic.StatisticKind;
import io.plumbline.evaluator.statistic.Statistics;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.Pane;
import io.plumbline.evaluator.tally.PaneKey;
import io.plumbline.evaluator.tally.PaneWidth;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import io.plumbline.evaluator.tally.Windows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds the live cells of one partition against those counted anew, bit for bit, in a fixed order: versions ascending, first
 * counters, then each view's statistics, then panes.
 *
 * <p>What is left out, because it depends on more than the records: (1) the order in which a label and its prediction were
 * read, and with it what was taken away again ({@code retracted}), which came first, and pairs that were invalid for a while;
 * (2) what had expired; (3) everything of a version of which a record's time was in the future when it was read, or of which
 * an id may have been forgotten by the time that something more came of it.
 * <p>Threads: one at a time.
 */
final class Comparison {
    /** Of the records alone, in the order of their offsets. */
    private static final Set<Counter> OF_RECORDS = EnumSet.of(
            Counter.PREDICTIONS,
            Counter.LABELS,
            Counter.DUPLICATE_PREDICTION,
            Counter.CONFLICTING_PREDICTION,
            Counter.DUPLICATE_LABEL,
            Counter.CORRECTED_LABEL,
            Counter.RETRACTED_LABEL,
            Counter.STALE_LABEL);

    private static final Tally NOTHING = new Tally();

    /** More versions than this are not told apart, and which are depends on who came first. */
    private static final int MOST_VERSIONS = 1_000;

    private final int partition;
    private final Scope scope;
    private final Windows windows;
    private final OptionalLong clockMillis;
    private final List<String> notCompared = new ArrayList<>();
    private Optional<Difference> difference = Optional.empty();
    private long cells;

    /** @param clockMillis the live partition's; empty where matured cells and panes cannot be compared */
    Comparison(int partition, Scope scope, Windows windows, OptionalLong clockMillis) {
        this.partition = partition;
        this.scope = scope;
        this.windows = windows;
        this.clockMillis = clockMillis;
    }

    void run(LivePartition live, Recount recount) {
        scope.reason().ifPresent(this::leaveOut);
        if (clockMillis.isEmpty()) {
            leaveOut("matured cells and panes: the evaluator had not looked at everything that was due");
        }
        Set<VersionKey> versions = new TreeSet<>(live.tallies().keySet());
        versions.addAll(recount.tallies().keySet());
        if (live.tallies().size() >= MOST_VERSIONS) {
            leaveOut("everything: it has " + MOST_VERSIONS + " versions, and others were not counted");
            return;
        }
        Set<VersionKey> uncertain = uncertain(live, recount);
        versions.removeAll(uncertain);
        if (scope.wholeHistory()) {
            for (VersionKey version : versions) {
                cumulative(
                        version,
                        live.tallies().getOrDefault(version, NOTHING),
                        recount.tallies().getOrDefault(version, NOTHING));
            }
        }
        if (clockMillis.isPresent()) {
            panes(live.panes(), recount.panes(), uncertain);
        }
    }

    private Set<VersionKey> uncertain(LivePartition live, Recount recount) {
        Set<VersionKey> uncertain = new TreeSet<>();
        for (VersionKey version : recount.uncertain()) {
            uncertain.add(version);
            leaveOut(name(version) + ": of some id something came so late that its row may have ended before");
        }
        live.tallies().forEach((version, tally) -> {
            long future = tally.count(Counter.FUTURE_TIMESTAMP);
            if (future > 0 && uncertain.add(version)) {
                leaveOut(name(version) + ": " + future + " records claimed a time that had not come; what they were"
                        + " counted under depends on when they were read");
            }
        });
        if (live.tallies().getOrDefault(VersionKey.NONE, NOTHING).count(Counter.FUTURE_TIMESTAMP) > 0) {
            leaveOut("everything: which label is the newest depends on when those of the future were read");
            uncertain.addAll(live.tallies().keySet());
            uncertain.addAll(recount.tallies().keySet());
        }
        return uncertain;
    }

    private void leaveOut(String what) {
        notCompared.add("partition " + partition + ": " + what);
    }

    private static String name(VersionKey version) {
        return version.equals(VersionKey.NONE) ? "counts of labels" : version.path();
    }

    private void cumulative(VersionKey version, Tally live, Tally replayed) {
        String hint = hint(live);
        for (Counter counter : OF_RECORDS) {
            numbers(version, label(counter), live.count(counter), replayed.count(counter), hint);
        }
        numbers(version, "joined", live.joined(), replayed.joined(), hint);
        statistics(
                version,
                "cumulative",
                View.PROVISIONAL,
                live.net(View.PROVISIONAL),
                replayed.net(View.PROVISIONAL),
                hint);
        if (clockMillis.isPresent()) {
            Counter matured = Counter.MATURED_PREDICTIONS;
            numbers(version, label(matured), live.count(matured), replayed.count(matured), hint);
            statistics(version, "cumulative", View.MATURED, live.net(View.MATURED), replayed.net(View.MATURED), hint);
        }
    }

    private static String hint(Tally live) {
        long expired = live.count(Counter.EXPIRED_UNLABELLED);
        return expired == 0
                ? ""
                : expired
                        + " predictions had expired there unlabelled; a label that came later counts in a replay alone";
    }

    private static String label(Counter counter) {
        return counter.name().toLowerCase(Locale.ROOT);
    }

    private void numbers(VersionKey version, String statistic, long live, long replayed, String hint) {
        cells++;
        if (live != replayed) {
            differ(version, "cumulative", statistic, Long.toString(live), Long.toString(replayed), hint);
        }
    }

    private void statistics(
            VersionKey version, String window, View view, Statistics live, Statistics replayed, String hint) {
        Map<StatisticKind, long[]> liveStates = live.states();
        Map<StatisticKind, long[]> replayedStates = replayed.states();
        for (StatisticKind kind : StatisticKind.values()) {
            long[] ours = liveStates.getOrDefault(kind, new long[0]);
            long[] theirs = replayedStates.getOrDefault(kind, new long[0]);
            if (ours.length + theirs.length == 0) {
                continue;
            }
            cells++;
            int at = java.util.Arrays.mismatch(ours, theirs);
            if (at >= 0) {
                differ(
                        version,
                        window,
                        view.label() + " " + kind.label() + "[" + at + "]",
                        at(ours, at),
                        at(theirs, at),
                        hint);
            }
        }
    }

    private static String at(long[] state, int index) {
        return index < state.length ? Long.toString(state[index]) : "nothing";
    }

    private void panes(Map<PaneKey, Pane> live, Map<PaneKey, Pane> replayed, Set<VersionKey> uncertain) {
        Map<PaneWidth, Long> oldest = new EnumMap<>(PaneWidth.class);
        live.keySet().forEach(key -> oldest.merge(key.width(), key.startMillis(), Math::min));
        Set<PaneKey> keys = new TreeSet<>(live.keySet());
        keys.addAll(replayed.keySet());
        for (PaneKey key : keys) {
            if (uncertain.contains(key.version()) || !scope.has(key) || !isKept(key, oldest)) {
                continue;
            }
            Pane ours = live.getOrDefault(key, new Pane());
            Pane theirs = replayed.getOrDefault(key, new Pane());
            String window = "pane of a " + label(key.width()) + " from " + Instant.ofEpochMilli(key.startMillis());
            cells++;
            if (ours.predictions() != theirs.predictions()) {
                differ(
                        key.version(),
                        window,
                        key.view().label() + " predictions",
                        Long.toString(ours.predictions()),
                        Long.toString(theirs.predictions()),
                        "");
            }
            statistics(key.version(), window, key.view(), ours.net(), theirs.net(), "");
        }
    }

    private static String label(PaneWidth width) {
        return width.name().toLowerCase(Locale.ROOT);
    }

    /** Whether the live evaluator keeps panes of that age, and kept them when this one began. */
    private boolean isKept(PaneKey key, Map<PaneWidth, Long> oldest) {
        long floor = windows.floorMillis(key.version().model(), key.view(), key.width(), clockMillis.orElse(0));
        return key.startMillis() >= floor && key.startMillis() >= oldest.getOrDefault(key.width(), Long.MAX_VALUE);
    }

    private void differ(
            VersionKey version, String window, String statistic, String live, String replayed, String hint) {
        if (difference.isEmpty()) {
            difference = Optional.of(new Difference(partition, version, window, statistic, live, replayed, hint));
        }
    }

    /** The first one, or empty. */
    Optional<Difference> difference() {
        return difference;
    }

    /** What was left out, and why. */
    List<String> notCompared() {
        return notCompared;
    }

    /** How many counters and statistics were held against each other. */
    long cells() {
        return cells;
    }
}
