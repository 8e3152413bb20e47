package io.plumbline.inference.model;

/** Words for a failure that goes into a status record. */
public final class Failures {
    private Failures() {}

    /** No status record or log line says more about one refusal. */
    private static final int MOST_CHARACTERS = 2000;

    /**
     * Text of which a part may come from a hostile file, fit for a status record and a log: on one line, without control
     * characters, of bounded length.
     */
    static String printable(String text) {
        String kept = text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
        return kept.replaceAll("[\\s\\p{Cntrl}]+", " ");
    }

    /** The message and that of the first cause of all, on one line. */
    public static String describe(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String what = String.valueOf(failure.getMessage());
        String why = String.valueOf(root.getMessage());
        return (root == failure ? what : what + ": " + why).replaceAll("\\s+", " ");
    }
}
