package io.plumbline.evaluator.stream;

import io.plumbline.contracts.event.Topics;
import io.plumbline.evaluator.compare.ComparisonConfig;
import io.plumbline.evaluator.drift.DriftConfig;
import io.plumbline.evaluator.join.Horizons;
import io.plumbline.evaluator.tally.Windows;
import java.time.Duration;

/**
 * What the topology is made of.
 *
 * @param inMemory keep the stores on the heap instead of in RocksDB; both are restored from their changelogs
 * @param publishEvery how often changed tallies go to the evaluations topic
 */
public record TopologyConfig(
        Topics topics,
        Horizons horizons,
        Windows windows,
        boolean inMemory,
        Duration publishEvery,
        ComparisonConfig comparison,
        DriftConfig drift) {
    /** With the usual comparisons; watches nothing for drift. */
    public TopologyConfig(Topics topics, Horizons horizons, Windows windows, boolean inMemory, Duration publishEvery) {
        this(topics, horizons, windows, inMemory, publishEvery, ComparisonConfig.USUAL, DriftConfig.off());
    }
}
