package io.plumbline.evaluator.drift;

import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.drift.BinnedDrift;
import io.plumbline.metrics.drift.ReferenceComparison;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What there is to say about drift now: the evidence behind metrics and queries.
 *
 * <p>Features and scores are compared anew at most as often as counts are published ({@link DriftConfig#publishEvery()}), since comparing
 * goes over all panes of all partitions.
 *
 * <p>Threads: any number of callers.
 */
public final class DriftReadings {
    private static final Comparator<ColumnDrift> ORDER = Comparator.comparing(ColumnDrift::version)
            .thenComparing(ColumnDrift::part)
            .thenComparing(ColumnDrift::name);

    private final Supplier<Optional<CommittedDrift>> committed;
    private final Profiles profiles;
    private final DriftConfig config;
    private final Clock clock;
    /** The limit of PSI by bins is the same for every feature but for a factor, and costs a search. */
    private final Map<Integer, Double> limitPerSpread = new HashMap<>();

    private List<ColumnDrift> compared = List.of();
    private long comparedAtMillis = Long.MIN_VALUE;

    public DriftReadings(
            Supplier<Optional<CommittedDrift>> committed, Profiles profiles, DriftConfig config, Clock clock) {
        this.committed = committed;
        this.profiles = profiles;
        this.config = config;
        this.clock = clock;
    }

    /** What the detectors say, by version and partition; nothing before the first commits were read. */
    public List<ErrorDrift> errors() {
        return committed.get().map(CommittedDrift::errors).orElse(List.of());
    }

    /** Every feature and score over the window, ordered by version, part and name. */
    public synchronized List<ColumnDrift> columns() {
        long now = clock.millis();
        if (comparedAtMillis == Long.MIN_VALUE
                || now - comparedAtMillis >= config.publishEvery().toMillis()) {
            committed.get().ifPresent(drift -> {
                compared = compare(drift.since(config.oldestPane(now)));
                comparedAtMillis = now;
            });
        }
        return compared;
    }

    private List<ColumnDrift> compare(Map<CommittedDrift.Counted, Map<String, BinnedDrift>> counted) {
        List<ColumnDrift> columns = new ArrayList<>();
        counted.forEach(
                (of, counts) -> profiles.of(of.version(), of.checkpoint()).ifPresent(profile -> {
                    for (Profile.Column column : profile.columns(of.part())) {
                        BinnedDrift live = counts.get(column.name());
                        if (live != null
                                && live.records() > 0
                                && live.bins() == column.bins().size()) {
                            columns.add(drift(of.version(), of.part(), column, live));
                        }
                    }
                }));
        columns.sort(ORDER);
        return List.copyOf(columns);
    }

    private ColumnDrift drift(VersionKey version, Part part, Profile.Column column, BinnedDrift live) {
        ReferenceComparison comparison = live.compare(column.bins());
        double perSpread = limitPerSpread.computeIfAbsent(
                comparison.bins(), bins -> comparison.psiLimit(config.chance()) / comparison.spread());
        return new ColumnDrift(
                version,
                part,
                column.name(),
                comparison,
                perSpread * comparison.spread(),
                comparison.ksLimit(config.chance()));
    }
}
