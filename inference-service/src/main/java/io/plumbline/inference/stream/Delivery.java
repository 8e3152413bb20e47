package io.plumbline.inference.stream;

import java.util.List;
import java.util.Locale;

/** What a reader of predictions may rely on. */
public enum Delivery {
    /** Predictions, dead letters and offsets in one transaction: a reader of committed records sees each once. */
    EXACTLY_ONCE,
    /** Written as soon as answered, offsets afterwards: nothing is lost, a crash or a rebalance may repeat some. */
    AT_LEAST_ONCE;

    public static final List<String> LABELS = List.of(EXACTLY_ONCE.label(), AT_LEAST_ONCE.label());

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Delivery labelled(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
