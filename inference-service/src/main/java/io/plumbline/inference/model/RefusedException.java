package io.plumbline.inference.model;

/** Carries a refusal out of nested checks; never leaves the package. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final RefusalReason reason;
    private final String problem;

    RefusedException(RefusalReason reason, String problem) {
        super(problem, null, false, false);
        this.reason = reason;
        this.problem = problem;
    }

    Verification.Refused verification() {
        return new Verification.Refused(reason, problem);
    }

    LoadOutcome.Refused loadOutcome() {
        return new LoadOutcome.Refused(reason, problem);
    }
}
