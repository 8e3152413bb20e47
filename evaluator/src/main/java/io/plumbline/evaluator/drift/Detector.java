package io.plumbline.evaluator.drift;

import java.util.Locale;

/** The detectors of change in a sequence of errors. The order is part of stored states. */
public enum Detector {
    ADWIN,
    PAGE_HINKLEY;

    /** The name in metrics and JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
