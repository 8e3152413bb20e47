package io.plumbline.metrics.classification;

/** How the values of several classes become one. */
public enum Average {
    /** Of the pooled counts. */
    MICRO,
    /** The plain mean of the classes' values. */
    MACRO,
    /** Their mean weighted by support: how many records truly are of the class. */
    WEIGHTED
}
