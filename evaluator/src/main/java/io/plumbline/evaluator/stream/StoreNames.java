package io.plumbline.evaluator.stream;

/** The names of the state stores; each is also part of the name of its changelog topic, so it is never changed. */
final class StoreNames {
    /** Join rows by id. */
    static final String ROWS = "rows";

    /** When rows want to be looked at again: lists of ids by due time. */
    static final String DUE = "due-lists";

    /** Ids of rows whose label waits for class names. */
    static final String WAITING = "waiting";

    /** Tallies by version, panes, and what is needed to read them. */
    static final String CELLS = "cells";

    /** Updates that the cells in the store do not hold yet. */
    static final String JOURNAL = "journal";

    /** Class names by version, from the control topic; the same on every instance. */
    static final String CLASS_NAMES = "class-names";

    /** What requests held, by version and pane. */
    static final String DRIFT_FEATURES = "drift-features";

    /** What predictions said, by version and pane. */
    static final String DRIFT_SCORES = "drift-scores";

    /** Detectors of change in the errors, by version. */
    static final String DRIFT_ERRORS = "drift-errors";

    private StoreNames() {}
}
