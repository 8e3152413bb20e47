package io.plumbline.contracts.checkpoint;

import java.util.List;

/**
 * One step of a checkpoint's preprocessing. Steps run in order; those that name a feature replace its value, {@link
 * Assemble} ends the list by laying the features side by side.
 */
public sealed interface Step {
    /** Fills a missing number. */
    record Impute(String feature, double value) implements Step {}

    /** {@code ln(1 + x)}; a value at or below −1 is refused. */
    record Log1p(String feature) implements Step {}

    /** {@code (x − mean) / std}. */
    record Standardize(String feature, double mean, double std) implements Step {
        public Standardize {
            if (!(std > 0)) {
                throw new IllegalArgumentException(
                        "standardize '" + feature + "' has std " + std + ", expected a positive number");
            }
        }
    }

    /** A 1 in the column of the value's category; a category not listed, or a missing one, gives zeros. */
    record OneHot(String feature, List<String> categories) implements Step {
        public OneHot {
            categories = List.copyOf(categories);
        }
    }

    /** Writes the named features, in this order, into one row of the graph's input. */
    record Assemble(String input, List<String> features) implements Step {
        public Assemble {
            features = List.copyOf(features);
        }
    }

    /**
     * {@code (x × factor − mean) / std} over every pixel, done by the first nodes of the graph: a producer sends raw
     * pixels.
     */
    record ScaleImage(String input, double factor, double mean, double std) implements Step {}
}
