package io.plumbline.metrics.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Seeded simulations of what the comparison promises: two versions, each record right or wrong, looked at after every pair.
 *
 * <p>An alarm is a verdict at any of the looks. "Within the binomial error" is three standard errors of 400 runs.
 */
final class AnytimeValidityTest {
    private static final double ALPHA = 0.05;
    private static final int RUNS = 400;
    private static final int PAIRS = 8000;
    private static final double DISAGREEMENT = 0.1;
    private static final ComparisonRule RULE = new ComparisonRule(true, ALPHA, 0);
    private static final double MOST_ALARMS = ALPHA * RUNS + 3 * Math.sqrt(RUNS * ALPHA * (1 - ALPHA));

    @Test
    void equalVersions_merged_alarmAtMostAlphaOfTheTime() {
        long alarms =
                Arrays.stream(runs(0, 1, Reading.MERGED)).filter(n -> n != 0).count();

        System.out.printf("A/A, merged: %d of %d runs alarmed%n", alarms, RUNS);
        assertThat(alarms).isLessThanOrEqualTo((long) MOST_ALARMS);
    }

    @Test
    void equalVersions_logsAddedOverPartitions_alarmAtMostAlphaOfTheTime() {
        for (int partitions : new int[] {1, 4, 16}) {
            long alarms = Arrays.stream(runs(0, partitions, Reading.LOGS_ADDED))
                    .filter(n -> n != 0)
                    .count();

            System.out.printf("A/A, logs of %d partitions added: %d of %d runs alarmed%n", partitions, alarms, RUNS);
            assertThat(alarms).isLessThanOrEqualTo((long) MOST_ALARMS);
        }
    }

    @Test
    void aGapOfTwoPoints_isFound_afterAsManyLabelsInAnyNumberOfPartitions() {
        for (int partitions : new int[] {1, 4, 16}) {
            for (Reading reading : Reading.values()) {
                int[] labels = runs(0.02, partitions, reading);

                long found = Arrays.stream(labels).filter(n -> n > 0).count();
                int median = (int) Arrays.stream(labels)
                        .map(n -> n > 0 ? n : Integer.MAX_VALUE)
                        .sorted()
                        .skip(RUNS / 2)
                        .findFirst()
                        .orElseThrow();
                System.out.printf(
                        "gap 2 points, disagreement 10 %%, %d partitions, %s: power %.3f, median labels %d%n",
                        partitions, reading, found / (double) RUNS, median);
                assertThat(found).isGreaterThan((long) (0.95 * RUNS));
                assertThat(median).isLessThan(2600);
            }
        }
    }

    @Test
    void aTestMadeForOneLook_alarmsFarTooOften_whenLookedAtEveryHundredPairs() {
        int alarms = 0;
        for (int run = 0; run < RUNS; run++) {
            RandomGenerator random = new SplittableRandom(1000 + run);
            double sum = 0;
            double squares = 0;
            boolean alarm = false;
            for (int n = 1; n <= PAIRS; n++) {
                int difference = difference(random, 0);
                sum += difference;
                squares += difference * difference;
                alarm |= n % 100 == 0 && Math.abs(sum) > 1.96 * Math.sqrt(squares - sum * sum / n);
            }
            alarms += alarm ? 1 : 0;
        }

        System.out.printf("A/A, z-test at every 100th pair: %d of %d runs alarmed%n", alarms, RUNS);
        assertThat(alarms).isGreaterThan(4 * (int) (ALPHA * RUNS));
    }

    @Test
    void theInterval_holdsTheMean_atEveryLook() {
        int misses = 0;
        double width = 0;
        for (int run = 0; run < RUNS; run++) {
            RandomGenerator random = new SplittableRandom(2000 + run);
            PairedDifferences differences = new PairedDifferences();
            boolean missed = false;
            for (int n = 1; n <= 3000; n++) {
                // Fractions of unequal spread, as with NDCG: means 0.5 and 0.525.
                differences.add(random.nextDouble(), random.nextBoolean() ? 0.55 : random.nextDouble());
                if (Integer.bitCount(n) == 1 || n % 500 == 0) {
                    missed |= !differences.interval(ALPHA).contains(0.025);
                }
            }
            width += differences.interval(ALPHA).upper()
                    - differences.interval(ALPHA).lower();
            misses += missed ? 1 : 0;
        }

        System.out.printf(
                "interval of fractions: %d of %d runs missed, mean width at 3000 pairs %.4f%n",
                misses, RUNS, width / RUNS);
        assertThat(misses).isLessThanOrEqualTo((int) MOST_ALARMS);
        assertThat(width / RUNS).isLessThan(0.06);
    }

    @Test
    void underDrift_theInterval_holdsTheMeanSoFar() {
        int misses = 0;
        for (int run = 0; run < RUNS; run++) {
            RandomGenerator random = new SplittableRandom(3000 + run);
            PairedDifferences differences = new PairedDifferences();
            double expected = 0;
            boolean missed = false;
            for (int n = 1; n <= 3000; n++) {
                double gap = 0.08 * Math.sin(n / 300.);
                expected += gap;
                int difference = difference(random, gap);
                differences.add(difference < 0 ? 1 : 0, difference > 0 ? 1 : 0);
                if (n % 300 == 0) {
                    missed |= !differences.interval(ALPHA).contains(expected / n);
                }
            }
            misses += missed ? 1 : 0;
        }

        System.out.printf("interval under drift: %d of %d runs missed%n", misses, RUNS);
        assertThat(misses).isLessThanOrEqualTo((int) MOST_ALARMS);
    }

    private enum Reading {
        MERGED,
        LOGS_ADDED
    }

    /** For each run the pair at which it first decided: positive for larger, negative for smaller, 0 for never. */
    private static int[] runs(double gap, int partitions, Reading reading) {
        int[] decided = new int[RUNS];
        for (int run = 0; run < RUNS; run++) {
            decided[run] = run(new SplittableRandom(run), gap, partitions, reading);
        }
        return decided;
    }

    private static int run(RandomGenerator random, double gap, int partitions, Reading reading) {
        double decisive = Math.log(2 / ALPHA);
        PairedDifferences[] parts = new PairedDifferences[reading == Reading.MERGED ? 1 : partitions];
        Arrays.setAll(parts, i -> new PairedDifferences());
        double[] greater = new double[parts.length];
        double[] less = new double[parts.length];
        for (int n = 1; n <= PAIRS; n++) {
            int difference = difference(random, gap);
            int part = random.nextInt(partitions) % parts.length;
            parts[part].add(difference < 0 ? 1 : 0, difference > 0 ? 1 : 0);
            // An equal pair moves no e-value; a look at it would tell nothing new.
            if (difference != 0 && reading == Reading.MERGED) {
                Verdict verdict = RULE.verdict(parts[0]);
                if (verdict != Verdict.UNDECIDED) {
                    return verdict == Verdict.BETTER ? n : -n;
                }
            } else if (difference != 0) {
                greater[part] = parts[part].logEValue(Side.GREATER);
                less[part] = parts[part].logEValue(Side.LESS);
                if (Arrays.stream(greater).sum() >= decisive) {
                    return n;
                }
                if (Arrays.stream(less).sum() >= decisive) {
                    return -n;
                }
            }
        }
        return 0;
    }

    /** 1 if only the challenger is right, -1 if only the baseline is, else 0. */
    private static int difference(RandomGenerator random, double gap) {
        double at = random.nextDouble();
        if (at < (DISAGREEMENT + gap) / 2) {
            return 1;
        }
        return at < DISAGREEMENT ? -1 : 0;
    }
}
