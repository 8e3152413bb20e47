package io.plumbline.contracts.event;

/** The names of the topics under one prefix, which is {@code plumbline} by default. */
public record Topics(String prefix) {
    public static final String DEFAULT_PREFIX = "plumbline";

    public Topics {
        if (!prefix.matches("[A-Za-z0-9._-]{1,200}")) {
            throw new IllegalArgumentException(
                    "topic prefix is '" + prefix + "', expected 1 to 200 of letters, digits, '.', '_' and '-'");
        }
    }

    public static Topics standard() {
        return new Topics(DEFAULT_PREFIX);
    }

    public String requests() {
        return prefix + ".requests";
    }

    public String predictions() {
        return prefix + ".predictions";
    }

    public String labels() {
        return prefix + ".labels";
    }

    public String deadLetters() {
        return prefix + ".dead-letters";
    }

    /** Which dead letters were sent again, by position; compacted. */
    public String redrives() {
        return prefix + ".redrives";
    }

    public String control() {
        return prefix + ".control";
    }

    public String status() {
        return prefix + ".status";
    }

    public String evaluations() {
        return prefix + ".evaluations";
    }
}
