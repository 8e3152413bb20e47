package io.plumbline.inference.proof;

/** What a service promises about every request. */
enum Guarantee {
    EXACTLY_ONCE,
    /** Nothing is lost; what is answered twice is counted. */
    AT_LEAST_ONCE
}
