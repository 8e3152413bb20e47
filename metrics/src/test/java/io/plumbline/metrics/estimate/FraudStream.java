package io.plumbline.metrics.estimate;

import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.delay.DelayCounts;
import io.plumbline.metrics.delay.DelayDistribution;
import io.plumbline.metrics.delay.LabelCohort;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A seeded stream of card payments: one in twenty is fraud, and a fraud's label comes 20 days later on average (a chargeback), any
 * other's one day later. Scores are calibrated until {@code driftDay}, from which on a score is worth half of what it says.
 */
final class FraudStream {
    static final long DAY = 24 * 3_600_000L;
    static final int DAYS = 240;
    /** Labels later than this never come. */
    static final int HORIZON_DAYS = 120;

    private static final int A_DAY = 500;
    private static final double SUSPICIOUS = 0.064;
    private static final double THRESHOLD = 0.27;

    /** What is known of a day's predictions now, and in {@code truth}, what will be. */
    static final class Day {
        final ConfusionCounts labelled = new ConfusionCounts();
        final ConfusionCounts truth = new ConfusionCounts();
        final DelayCounts delays = new DelayCounts();
        final ExpectedOutcomes expected = new ExpectedOutcomes();
        final RealisedOutcomes realised = new RealisedOutcomes();
    }

    final List<Day> days = new ArrayList<>();

    FraudStream(long seed, int driftDay) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int d = 0; d < DAYS; d++) {
            Day day = new Day();
            days.add(day);
            for (int i = 0; i < A_DAY; i++) {
                long age = (long) ((DAYS - d - random.nextDouble()) * DAY);
                double score = random.nextDouble() < SUSPICIOUS
                        ? THRESHOLD + (1 - THRESHOLD) * random.nextDouble()
                        : 0.02 * random.nextDouble();
                int predicted = score >= THRESHOLD ? 1 : 0;
                int actual = random.nextDouble() < (d < driftDay ? score : score / 2) ? 1 : 0;
                long delay = (long) (-Math.log(1 - random.nextDouble()) * (actual == 1 ? 20 : 1) * DAY);
                double[] probabilities = {1 - score, score};
                day.truth.add(actual, predicted);
                day.expected.add(probabilities, predicted);
                if (delay <= Math.min(age, HORIZON_DAYS * DAY)) {
                    day.labelled.add(actual, predicted);
                    day.delays.add(actual, delay);
                    day.realised.add(probabilities, predicted, actual);
                }
            }
        }
    }

    List<Day> between(int from, int to) {
        return days.subList(from, to);
    }

    /** From the days whose labels have come. */
    DelayDistribution learnedDelays() {
        List<LabelCohort> cohorts = new ArrayList<>();
        for (int d = 0; d < DAYS; d++) {
            cohorts.add(new LabelCohort((DAYS - d - 1) * DAY, (DAYS - d) * DAY, A_DAY, days.get(d).delays));
        }
        return DelayDistribution.of(cohorts);
    }

    CorrectedConfusion corrected(int from, int to) {
        List<CorrectedConfusion.Cohort> cohorts = new ArrayList<>();
        for (int d = from; d < to; d++) {
            cohorts.add(new CorrectedConfusion.Cohort((DAYS - d - 1) * DAY, (DAYS - d) * DAY, days.get(d).labelled));
        }
        return CorrectedConfusion.of(cohorts, learnedDelays(), CorrectedConfusion.USUAL_LEAST_SHARE);
    }

    static ConfusionCounts labelled(List<Day> days) {
        ConfusionCounts all = new ConfusionCounts();
        days.forEach(day -> all.merge(day.labelled));
        return all;
    }

    static ConfusionCounts truth(List<Day> days) {
        ConfusionCounts all = new ConfusionCounts();
        days.forEach(day -> all.merge(day.truth));
        return all;
    }

    static RealisedOutcomes realised(List<Day> days) {
        RealisedOutcomes all = new RealisedOutcomes();
        days.forEach(day -> all.merge(day.realised));
        return all;
    }

    static ExpectedOutcomes expected(List<Day> days) {
        ExpectedOutcomes all = new ExpectedOutcomes();
        days.forEach(day -> all.merge(day.expected));
        return all;
    }
}
