package io.plumbline.inference.model;

/** What came of verifying a checkpoint. */
public sealed interface Verification {
    /** Every byte that will be loaded was checked; the bytes are held, so that they cannot change in between. */
    record Verified(VerifiedCheckpoint checkpoint) implements Verification {}

    /** @param message what, got, expected, where */
    record Refused(RefusalReason reason, String message) implements Verification {
        public Refused {
            message = Failures.printable(message);
        }
    }
}
