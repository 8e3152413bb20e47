package io.plumbline.metrics.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReferenceComparisonTest {
    private static final double ALPHA = 0.01;

    @Test
    void psiAndKs_areThoseOfTheFormulas() {
        ReferenceBins reference = ReferenceBins.numeric(new double[] {0, 1, 2, 3}, new long[] {50, 30, 20}, 0);
        BinnedDrift stream = new BinnedDrift(reference.size());
        addAll(stream, 1, 20);
        addAll(stream, 2, 30);
        addAll(stream, 3, 50);
        ReferenceComparison compared = stream.compare(reference);
        // Bins with 50, 30, 20 of 100 against 20, 30, 50, each + 1/2 over 101.5.
        double expected = (20.5 - 50.5) / 101.5 * Math.log(20.5 / 50.5) + (50.5 - 20.5) / 101.5 * Math.log(50.5 / 20.5);
        assertThat(compared.bins()).isEqualTo(3);
        assertThat(compared.psi()).isCloseTo(expected, within(1e-14));
        assertThat(compared.psiExpected()).isCloseTo(2 * (1 / 100.0 + 1 / 100.0), within(1e-14));
        assertThat(compared.psiLimit(0.05)).isCloseTo(5.991464547107979 * 0.02, within(1e-9));
        assertThat(compared.ks()).isCloseTo(0.3, within(1e-14));
        assertThat(compared.ksLimit(0.05)).isCloseTo(1.3581015 * Math.sqrt(0.02), within(1e-6));
        assertThat(compared.psiProbability()).isBetween(0.0, 1e-5);
        assertThat(compared.ksProbability()).isBetween(1e-5, 1e-3);
        assertThat(compared.records()).isEqualTo(100);
    }

    @Test
    void equalParts_areNoDrift() {
        ReferenceBins reference = ReferenceBins.categorical(List.of("a", "b"), new long[] {600, 400}, 1_000);
        BinnedDrift stream = new BinnedDrift(reference.size());
        addAll(stream, 0, 600);
        addAll(stream, 1, 400);
        addAll(stream, 3, 1_000);
        ReferenceComparison compared = stream.compare(reference);
        assertThat(compared.psi()).isZero();
        assertThat(compared.psiProbability()).isOne();
        assertThat(compared.missing()).isEqualTo(1_000);
        assertThat(compared.ks()).as("categories have no order").isNaN();
        assertThat(compared.ksProbability()).isNaN();
        assertThat(compared.ksLimit(0.05)).isNaN();
    }

    @Test
    void nothing_orTooLittle_isNaN_notZero() {
        ReferenceBins reference = ReferenceBins.numeric(new double[] {0, 1, 2}, new long[] {500, 500}, 0);
        BinnedDrift stream = new BinnedDrift(reference.size());
        assertThat(stream.compare(reference).psi()).isNaN();
        assertThat(stream.compare(reference).ks()).isNaN();
        addAll(stream, 2, 6);
        assertThat(stream.compare(reference).psi()).isNaN();
        assertThat(stream.compare(reference).psiLimit(ALPHA)).isNaN();
        assertThat(stream.compare(reference).ks()).isEqualTo(0.5);
        addAll(stream, 2, 6);
        assertThat(stream.compare(reference).psi()).isGreaterThan(0.5);
        ReferenceBins empty = ReferenceBins.numeric(new double[] {0, 1, 2}, new long[] {0, 0}, 0);
        assertThat(stream.compare(empty).psi()).isNaN();
        assertThat(stream.compare(empty).ks()).isNaN();
        assertThatThrownBy(() -> new BinnedDrift(2).compare(reference)).hasMessageContaining("2 bins, expected 5");
        assertThatThrownBy(() -> stream.compare(reference).psiLimit(0)).hasMessageContaining("probability is 0.0");
    }

    @Test
    void valuesOutsideOfTheReference_andMissingOnes_areSeen() {
        ReferenceBins reference = ReferenceBins.numeric(new double[] {0, 1, 2}, new long[] {500, 500}, 0);
        BinnedDrift above = evenly(reference, 1_000);
        addAll(above, reference.bin(9), 100);
        addAll(above, reference.bin(-9), 20);
        ReferenceComparison compared = above.compare(reference);
        assertThat(compared.unseen()).isEqualTo(120);
        assertThat(compared.psi()).isGreaterThan(compared.psiLimit(1e-6));
        BinnedDrift missing = evenly(reference, 1_000);
        addAll(missing, reference.missing(), 100);
        assertThat(missing.compare(reference).psi())
                .isGreaterThan(missing.compare(reference).psiLimit(1e-6));
        assertThat(missing.compare(reference).ks()).as("of those present").isZero();
        assertThat(missing.compare(reference).unseen()).isZero();
        ReferenceBins names = ReferenceBins.categorical(List.of("a", "b"), new long[] {500, 500}, 0);
        BinnedDrift unknown = new BinnedDrift(4);
        addAll(unknown, names.bin("c"), 100);
        assertThat(unknown.compare(names).unseen()).isEqualTo(100);
        assertThat(unknown.compare(names).psiProbability()).isLessThan(1e-9);
    }

    /** Ten bins of the reference, small and large samples on either side, one value in ten missing: the promise under no drift. */
    @ParameterizedTest
    @CsvSource({"100, 1000", "1000, 1000", "5000, 500", "500, 5000", "60, 300"})
    void withoutDrift_psiHasItsMean_andTheLimitsAreRarelyExceeded(int live, int base) {
        Random random = new Random(31);
        int runs = 500;
        double psi = 0;
        double expected = 0;
        int overPsi = 0;
        int overKs = 0;
        for (int run = 0; run < runs; run++) {
            double[] sample = new double[base];
            int missing = 0;
            for (int i = 0; i < base; i++) {
                sample[i] = random.nextInt(10) == 0 ? Double.NaN : random.nextDouble();
                missing += Double.isNaN(sample[i]) ? 1 : 0;
            }
            ReferenceBins reference = deciles(sample, missing);
            BinnedDrift stream = new BinnedDrift(reference.size());
            for (int i = 0; i < live; i++) {
                stream.add(random.nextInt(10) == 0 ? reference.missing() : reference.bin(random.nextDouble()));
            }
            ReferenceComparison compared = stream.compare(reference);
            psi += compared.psi();
            expected += compared.psiExpected();
            overPsi += compared.psiProbability() < ALPHA ? 1 : 0;
            overKs += compared.ksProbability() < ALPHA ? 1 : 0;
            assertThat(compared.psi() > compared.psiLimit(ALPHA)).isEqualTo(compared.psiProbability() < ALPHA);
        }
        assertThat(psi / runs).isCloseTo(expected / runs, Percentage.withPercentage(8));
        // 5 of 500 are expected; the binomial deviation is 2.2.
        assertThat(overPsi).isBetween(1, 13);
        assertThat(overKs).as("on the safe side").isLessThanOrEqualTo(5);
    }

    @Test
    void shiftOfATenth_isFoundInAThousandRecords() {
        Random random = new Random(32);
        ReferenceBins reference = deciles(random.doubles(10_000).toArray(), 0);
        BinnedDrift stream = new BinnedDrift(reference.size());
        for (int i = 0; i < 1_000; i++) {
            stream.add(reference.bin(random.nextDouble() + 0.1));
        }
        ReferenceComparison compared = stream.compare(reference);
        assertThat(compared.psiProbability()).isLessThan(1e-6);
        assertThat(compared.ksProbability()).isLessThan(1e-6);
        assertThat(compared.ks()).isBetween(0.08, 0.14);
    }

    /** 784 equal pixels an image are one piece of evidence, not 784: counted as values, every one of these windows would be drift. */
    @Test
    void valuesOfOneRecord_areNotTakenForManyRecords() {
        Random random = new Random(33);
        int found = 0;
        for (int run = 0; run < 500; run++) {
            long[] base = new long[4];
            for (int image = 0; image < 1_000; image++) {
                base[random.nextInt(4)] += 784;
            }
            ReferenceBins reference = ReferenceBins.numeric(new double[] {0, 64, 128, 192, 256}, base, 0);
            BinnedDrift stream = new BinnedDrift(reference.size());
            for (int image = 0; image < 200; image++) {
                long[] pixels = new long[reference.size()];
                pixels[1 + random.nextInt(4)] = 784;
                stream.add(pixels);
            }
            ReferenceComparison compared = stream.compare(reference);
            assertThat(compared.values()).isEqualTo(784 * 200);
            found += compared.psiProbability() < ALPHA ? 1 : 0;
        }
        assertThat(found).isBetween(1, 15);
    }

    private static ReferenceBins deciles(double[] values, int missing) {
        double[] sorted = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        double[] edges = new double[11];
        for (int i = 0; i <= 10; i++) {
            edges[i] = sorted[(int) ((long) i * (sorted.length - 1) / 10)];
        }
        ReferenceBins empty = ReferenceBins.numeric(edges, new long[10], 0);
        long[] counts = new long[10];
        for (double value : sorted) {
            counts[empty.bin(value) - 1]++;
        }
        return ReferenceBins.numeric(edges, counts, missing);
    }

    private static BinnedDrift evenly(ReferenceBins reference, int values) {
        BinnedDrift drift = new BinnedDrift(reference.size());
        addAll(drift, 1, values / 2);
        addAll(drift, 2, values / 2);
        return drift;
    }

    private static void addAll(BinnedDrift drift, int bin, int times) {
        for (int i = 0; i < times; i++) {
            drift.add(bin);
        }
    }
}
