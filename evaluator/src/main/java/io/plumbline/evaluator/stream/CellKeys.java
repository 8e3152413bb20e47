package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.cohort.Span;
import io.plumbline.evaluator.compare.PairKey;
import io.plumbline.evaluator.compare.PairMetric;
import io.plumbline.evaluator.tally.CohortKey;
import io.plumbline.evaluator.tally.PaneKey;
import io.plumbline.evaluator.tally.PaneWidth;
import io.plumbline.evaluator.tally.VersionIds;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import java.util.List;

/**
 * The keys of the store of cells: {@code tally/7}, {@code pane/7/MATURED/MINUTE/1700000040000}, {@code pair/7/9/accuracy} (challenger,
 * baseline), {@code cohort/7/1700000040000/21600000}, and four more.
 */
final class CellKeys {
    /** How many times the cells were saved; the journal of that generation goes on from them. */
    static final String GENERATION = "generation";

    /** The floors of the panes. */
    static final String FLOORS = "floors";

    /** Which version has which number. */
    static final String VERSIONS = "versions";

    /** How time is cut into cohorts. */
    static final String COHORTS = "cohorts";

    private static final String TALLY = "tally/";
    private static final String PANE = "pane/";
    private static final String PAIR = "pair/";
    private static final String COHORT = "cohort/";

    private CellKeys() {}

    static String tally(int version) {
        return TALLY + version;
    }

    static boolean isTally(String key) {
        return key.startsWith(TALLY);
    }

    /** The version's number in a tally's key. */
    static int version(String tallyKey) {
        return Integer.parseInt(tallyKey.substring(TALLY.length()));
    }

    static String pane(PaneKey key, VersionIds versions) {
        return PANE + versions.id(key.version()) + "/" + key.view() + "/" + key.width() + "/" + key.startMillis();
    }

    static String pair(PairKey key, VersionIds versions) {
        return PAIR + versions.id(new VersionKey(key.model(), key.challenger())) + "/"
                + versions.id(new VersionKey(key.model(), key.baseline())) + "/"
                + key.metric().name();
    }

    static boolean isPair(String key) {
        return key.startsWith(PAIR);
    }

    static PairKey pair(String key, VersionIds versions) {
        List<String> parts = List.of(key.substring(PAIR.length()).split("/", 3));
        VersionKey challenger = versions.version(Integer.parseInt(parts.get(0)));
        return new PairKey(
                challenger.model(),
                versions.version(Integer.parseInt(parts.get(1))).version(),
                challenger.version(),
                PairMetric.named(parts.get(2))
                        .orElseThrow(() -> new IllegalArgumentException("cell is '" + key + "', expected a pair's")));
    }

    static boolean isPane(String key) {
        return key.startsWith(PANE);
    }

    static PaneKey pane(String key, VersionIds versions) {
        List<String> parts = List.of(key.substring(PANE.length()).split("/", -1));
        return new PaneKey(
                versions.version(Integer.parseInt(parts.get(0))),
                View.valueOf(parts.get(1)),
                PaneWidth.valueOf(parts.get(2)),
                Long.parseLong(parts.get(3)));
    }

    static String cohort(CohortKey key, VersionIds versions) {
        return COHORT + versions.id(key.version()) + "/" + key.span().startMillis() + "/"
                + key.span().widthMillis();
    }

    static boolean isCohort(String key) {
        return key.startsWith(COHORT);
    }

    static CohortKey cohort(String key, VersionIds versions) {
        List<String> parts = List.of(key.substring(COHORT.length()).split("/", -1));
        return new CohortKey(
                versions.version(Integer.parseInt(parts.get(0))),
                new Span(Long.parseLong(parts.get(1)), Long.parseLong(parts.get(2))));
    }
}
