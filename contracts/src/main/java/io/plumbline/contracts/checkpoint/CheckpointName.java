package io.plumbline.contracts.checkpoint;

import java.util.regex.Pattern;

/** The names that become folders and files of the store: one plain path segment, so that none can point elsewhere. */
public final class CheckpointName {
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private CheckpointName() {}

    /** @throws IllegalArgumentException if the name is not a plain path segment */
    public static String check(String what, String name) {
        if (!SEGMENT.matcher(name).matches()) {
            throw new IllegalArgumentException(what + " is '" + name
                    + "', expected 1 to 100 of letters, digits, '.', '_' and '-', beginning with a letter or digit");
        }
        return name;
    }
}
