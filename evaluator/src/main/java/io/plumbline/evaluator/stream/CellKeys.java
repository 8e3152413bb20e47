package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.tally.PaneKey;
import io.plumbline.evaluator.tally.PaneWidth;
import io.plumbline.evaluator.tally.VersionIds;
import io.plumbline.evaluator.tally.View;
import java.util.List;

/** The keys of the store of cells: {@code tally/7}, {@code pane/7/MATURED/MINUTE/1700000040000}, and four more. */
final class CellKeys {
    /** How many times the cells were saved; the journal of that generation goes on from them. */
    static final String GENERATION = "generation";

    /** The floors of the panes. */
    static final String FLOORS = "floors";

    /** How far the topics were read. */
    static final String POSITIONS = "positions";

    /** Which version has which number. */
    static final String VERSIONS = "versions";

    private static final String TALLY = "tally/";
    private static final String PANE = "pane/";

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
}
