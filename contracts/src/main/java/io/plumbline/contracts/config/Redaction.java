package io.plumbline.contracts.config;

import java.util.regex.Pattern;

/** Decides what of a configuration may be shown. */
public final class Redaction {
    public static final String HIDDEN = "[hidden]";

    /** Kafka's keys that hold secrets: passwords, JAAS texts, OAuth secrets, private keys in PEM. */
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(password|passwd|secret|jaas|token|credential|private).*|.*\\.key");

    private Redaction() {}

    /**
     * A value as it may be shown: as it was written where that refers to something, hidden where the key's name says that
     * it is a secret.
     *
     * @param written the text before references were put in place
     */
    public static String shown(String key, String written) {
        if (References.in(written)) {
            return written;
        }
        return SECRET.matcher(key).matches() ? HIDDEN : written;
    }
}
