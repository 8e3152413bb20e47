package io.plumbline.evaluator.tally;

import java.util.Comparator;

/**
 * One pane of one version and view.
 *
 * @param startMillis when it begins, since the epoch; a multiple of its width
 */
public record PaneKey(VersionKey version, View view, PaneWidth width, long startMillis) implements Comparable<PaneKey> {
    private static final Comparator<PaneKey> ORDER = Comparator.comparing(PaneKey::version)
            .thenComparing(PaneKey::view)
            .thenComparing(PaneKey::width)
            .thenComparingLong(PaneKey::startMillis);

    @Override
    public int compareTo(PaneKey other) {
        return ORDER.compare(this, other);
    }
}
