package io.plumbline.inference.model;

/** Words for a failure that goes into a status record. */
public final class Failures {
    private Failures() {}

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
