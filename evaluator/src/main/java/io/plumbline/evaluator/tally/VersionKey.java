package io.plumbline.evaluator.tally;

import java.util.Comparator;

/** One version of one model, as the predictions name it. */
public record VersionKey(String model, String version) implements Comparable<VersionKey> {
    /** Longest model or version name that is counted by name, in characters. */
    public static final int MAX_NAME_LENGTH = 200;

    /** Stands for no version: labels, and records from which no version can be read, are counted here. */
    public static final VersionKey NONE = new VersionKey("", "");

    private static final Comparator<VersionKey> ORDER =
            Comparator.comparing(VersionKey::model).thenComparing(VersionKey::version);

    @Override
    public int compareTo(VersionKey other) {
        return ORDER.compare(this, other);
    }

    /** Another version of the same model. */
    public VersionKey sibling(String other) {
        return new VersionKey(model, other);
    }

    /** {@code model/version}. */
    public String path() {
        return model + "/" + version;
    }
}
