package io.plumbline.evaluator.drift;

import java.util.Locale;

/** Where values are counted. The names are part of stored keys. */
public enum Part {
    /** What requests hold. */
    FEATURES,
    /** What predictions say. */
    SCORES;

    /** The name in keys and JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is none of this {@link #label()} */
    static Part labelled(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
