package io.plumbline.inference.model;

/** What came of loading a verified checkpoint. */
public sealed interface LoadOutcome {
    /** Loaded, warmed, and right on its golden samples. The caller owns it: wrap it in a {@link LeasedModel}. */
    record Loaded(ServedModel model) implements LoadOutcome {}

    /**
     * It may not serve; nothing native is left behind.
     *
     * @param message what, got, expected, where
     */
    record Refused(RefusalReason reason, String message) implements LoadOutcome {
        public Refused {
            message = Failures.printable(message);
        }
    }
}
