package io.plumbline.inference.proof;

import java.util.Locale;

/** What a service promises about every request. */
enum Guarantee {
    EXACTLY_ONCE,
    /** Nothing is lost; what is answered twice is counted. */
    AT_LEAST_ONCE;

    /** What makes a service promise it. */
    String setting() {
        return "delivery=" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
