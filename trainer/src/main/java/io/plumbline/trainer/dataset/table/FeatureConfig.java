package io.plumbline.trainer.dataset.table;

import io.plumbline.trainer.experiment.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How features become numbers.
 *
 * @param log1p the features that go through ln(1 + x) before they are standardized
 * @param missing what a number that is not known becomes; a category that is not known is all zeros
 * @param fill that number, if it is a constant
 * @param maxCategories of one feature; a column of names or ids has more, and teaches nothing
 */
public record FeatureConfig(List<String> log1p, Missing missing, double fill, int maxCategories) {
    private static final int DEFAULT_CATEGORIES = 1000;

    /** What stands for a number that is not known. */
    public enum Missing {
        /** The mean of those known in training. */
        MEAN,
        /** Their median; of an even count, the mean of the two in the middle. */
        MEDIAN,
        /** A given number. */
        CONSTANT
    }

    public FeatureConfig {
        log1p = List.copyOf(log1p);
    }

    public static FeatureConfig from(Settings data) {
        List<String> words = Arrays.stream(Missing.values())
                .map(missing -> missing.name().toLowerCase(Locale.ROOT))
                .toList();
        int missing = words.indexOf(data.choice("missing", words, words.get(0)));
        double fill = 0;
        if (missing == Missing.CONSTANT.ordinal()) {
            fill = data.real("fill", -Double.MAX_VALUE, Double.MAX_VALUE, 0);
        } else if (data.has("fill")) {
            fill = data.real("fill", -Double.MAX_VALUE, Double.MAX_VALUE);
            data.problem("fill", "is " + fill + " without data.missing: constant, expected both or neither");
        }
        return new FeatureConfig(
                data.texts("log1p"),
                Missing.values()[Math.max(0, missing)],
                fill,
                data.whole("max-categories", 1, 1 << 20, DEFAULT_CATEGORIES));
    }
}
