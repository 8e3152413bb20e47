package io.plumbline.evaluator.stream;

/** The names of the state stores; each is also part of the name of its changelog topic, so it is never changed. */
final class StoreNames {
    /** Join rows by id. */
    static final String ROWS = "rows";

    /** When rows want to be looked at again: due time and id. */
    static final String DUE = "due";

    /** Ids of rows whose label waits for class names. */
    static final String WAITING = "waiting";

    /** Tallies by version. */
    static final String TALLIES = "tallies";

    /** Class names by version, from the control topic; the same on every instance. */
    static final String CLASS_NAMES = "class-names";

    private StoreNames() {}
}
