package io.plumbline.evaluator.drift;

import io.plumbline.evaluator.tally.VersionKey;

/**
 * Which counts: of a version, in a part, from a point in time on.
 *
 * @param startMillis of the pane, since the epoch
 */
public record PaneId(VersionKey version, Part part, long startMillis) {
    private static final char END = '\0';

    /** The key under which it is stored. */
    public String key() {
        return version.model() + END + version.version() + END + part.label() + END + startMillis;
    }

    /** @throws IllegalArgumentException if {@link #key()} cannot have given it */
    public static PaneId of(String key) {
        String[] parts = key.split(String.valueOf(END), -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("key has " + parts.length + " parts, expected 4");
        }
        return new PaneId(new VersionKey(parts[0], parts[1]), Part.labelled(parts[2]), Long.parseLong(parts[3]));
    }
}
