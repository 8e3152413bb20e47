package io.plumbline.evaluator.tally;

import java.util.Locale;

/** Which predictions a statistic is over. */
public enum View {
    /** Every prediction whose label has come. Biased while slow labels differ from fast ones. */
    PROVISIONAL,
    /** Labelled predictions that are older than the maturity horizon, so that their labels had time to come. */
    MATURED;

    /** The name in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
