package io.plumbline.trainer.dataset;

import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How a data set is cut into a part to train, one to validate and one to hold out.
 *
 * @param kind in which order items are taken for the held-out part, then for validation
 * @param holdout how much is held out: a count, or below one a fraction of all items; 0 for none
 * @param validation how much validates, likewise; more than 0
 * @param seed of the order, unless that is time
 */
public record SplitConfig(Kind kind, double holdout, double validation, long seed) {
    /** Of a regression's targets, for strata: deciles. */
    private static final int QUANTILES = 10;

    /** The orders. */
    public enum Kind {
        /** Any item as likely as any other. */
        RANDOM,
        /** At random, with each class (or each tenth of the targets) in its share. */
        STRATIFIED,
        /** The newest are held out, the ones before validate, the oldest train. */
        TIME;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param offered the kinds that the data can be split by */
    public static SplitConfig from(Settings data, Kind... offered) {
        List<String> words = Arrays.stream(offered).map(Kind::word).toList();
        String word = data.choice("split", words, Kind.RANDOM.word());
        return new SplitConfig(
                Arrays.stream(offered)
                        .filter(kind -> kind.word().equals(word))
                        .findFirst()
                        .orElse(Kind.RANDOM),
                data.countOrFraction("holdout", 0, Integer.MAX_VALUE),
                data.countOrFraction("validation", 1, Integer.MAX_VALUE),
                data.whole("split-seed", 0, Integer.MAX_VALUE, 1));
    }

    /**
     * Splits.
     *
     * @throws InvalidExperimentException if the parts are more than there are items, or one that should have items has none
     * @throws MalformedDataException if there is no item at all
     */
    public Split split(Order items) {
        if (items.count() == 0) {
            throw new MalformedDataException("the data has no items, expected at least two");
        }
        int heldOut = count(holdout, "holdout", items.count());
        int validating = count(validation, "validation", items.count());
        if ((long) heldOut + validating >= items.count()) {
            throw new InvalidExperimentException(
                    "experiment",
                    List.of(
                            ("data.holdout and data.validation are too large: %d items cannot be split into %d held out,"
                                            + " %d to validate and at least one to train")
                                    .formatted(items.count(), heldOut, validating)));
        }
        return Split.of(
                switch (kind) {
                    case RANDOM -> Shuffle.order(items.count(), seed, 0);
                    case STRATIFIED -> Split.stratified(items.strata(), seed);
                    case TIME -> Split.newestFirst(items.times());
                },
                heldOut,
                validating);
    }

    private static int count(double size, String key, int items) {
        if (size >= 1 || size == 0) {
            return (int) size;
        }
        int count = (int) Math.round(size * items);
        if (count == 0) {
            throw new InvalidExperimentException(
                    "experiment",
                    List.of("data.%s is %s, which is no item of the %d there are, expected at least one"
                            .formatted(key, size, items)));
        }
        return count;
    }

    /** What the order of a split may depend on. */
    public interface Order {
        int count();

        /** The stratum of each item. */
        default int[] strata() {
            throw new IllegalStateException("items without strata were offered to be split by them");
        }

        /** The time of each item, on any scale. */
        default double[] times() {
            throw new IllegalStateException("items without a time were offered to be split by it");
        }
    }

    /** Each class a stratum. */
    public static int[] classStrata(float[] targets) {
        int[] strata = new int[targets.length];
        for (int i = 0; i < strata.length; i++) {
            strata[i] = (int) targets[i];
        }
        return strata;
    }

    /** Each tenth of the targets, by rank, a stratum; equal targets share the one of the first of them. */
    public static int[] quantileStrata(float[] targets) {
        double[] sorted = new double[targets.length];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = targets[i];
        }
        Arrays.sort(sorted);
        int[] strata = new int[targets.length];
        for (int i = 0; i < strata.length; i++) {
            strata[i] = (int) ((long) Quantiles.firstIndexOf(sorted, targets[i]) * QUANTILES / sorted.length);
        }
        return strata;
    }
}
