package io.plumbline.metrics.sequential;

/** Which way a mean difference may lie from 0. */
public enum Side {
    /** The challenger's value is larger. */
    GREATER,
    /** The challenger's value is smaller. */
    LESS
}
