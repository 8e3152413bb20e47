package io.plumbline.contracts.checkpoint;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** The names that become folders and files of the store: one plain path segment, so that none can point elsewhere. */
public final class CheckpointName {
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final DateTimeFormatter VERSION_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int VERSION_HEX = 8;

    private CheckpointName() {}

    /** A version's usual name, which sorts by time: {@code yyyyMMdd-HHmmss-} and the first 8 hex digits of the sha256. */
    public static String version(Instant created, String onnxSha256) {
        return VERSION_TIME.format(created) + "-" + onnxSha256.substring(0, VERSION_HEX);
    }

    /** @throws IllegalArgumentException if the name is not a plain path segment */
    public static String check(String what, String name) {
        if (!SEGMENT.matcher(name).matches()) {
            throw new IllegalArgumentException(what + " is '" + name
                    + "', expected 1 to 100 of letters, digits, '.', '_' and '-', beginning with a letter or digit");
        }
        return name;
    }
}
