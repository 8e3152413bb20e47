package io.plumbline.metrics.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BinnedDriftTest {
    private static final ReferenceBins NUMBERS =
            ReferenceBins.numeric(new double[] {0, 1, 2.5, 7}, new long[] {10, 20, 30}, 4);

    @Test
    void everyNumber_hasOneBin_asTheReferenceCountedThem() {
        double[] values = {
            Double.NEGATIVE_INFINITY, -1e-300, -0.0, 0, 0.999, 1, 2.4, 2.5, 6.9, 7, 7.0001, Double.POSITIVE_INFINITY
        };
        int[] bins = {0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4};
        for (int i = 0; i < values.length; i++) {
            assertThat(NUMBERS.bin(values[i])).as("bin of %s", values[i]).isEqualTo(bins[i]);
        }
        assertThat(NUMBERS.missing()).isEqualTo(5);
        assertThat(NUMBERS.size()).isEqualTo(6);
        assertThat(new long[] {NUMBERS.count(0), NUMBERS.count(1), NUMBERS.count(3), NUMBERS.count(4), NUMBERS.count(5)
                })
                .containsExactly(0, 10, 30, 0, 4);
        assertThatThrownBy(() -> NUMBERS.bin(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> NUMBERS.bin("red")).hasMessageContaining("'red', expected a number");
    }

    @Test
    void everyCategory_hasOneBin_unknownOnesTheSame() {
        ReferenceBins colours = ReferenceBins.categorical(List.of("red", "blue"), new long[] {3, 4}, 2);
        assertThat(List.of(colours.bin("red"), colours.bin("blue"), colours.bin("green"), colours.bin("")))
                .containsExactly(0, 1, 2, 2);
        assertThat(colours.missing()).isEqualTo(3);
        assertThat(colours.count(3)).isEqualTo(2);
        assertThat(colours.numeric()).isFalse();
        assertThatThrownBy(() -> colours.bin(1)).hasMessageContaining("expected a category");
    }

    @Test
    void referenceThatContradictsItself_isRefused() {
        assertThatThrownBy(() -> ReferenceBins.numeric(new double[] {0, 0, 1}, new long[] {1, 1}, 0))
                .hasMessageContaining("ascending");
        assertThatThrownBy(() -> ReferenceBins.numeric(new double[] {0, Double.NaN}, new long[] {1}, 0))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> ReferenceBins.numeric(new double[] {0, 1}, new long[] {1, 1}, 0))
                .hasMessageContaining("2 counts");
        assertThatThrownBy(() -> ReferenceBins.numeric(new double[] {0, 1}, new long[] {-1}, 0))
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> ReferenceBins.numeric(new double[] {0, 1}, new long[] {Long.MAX_VALUE}, 1))
                .hasMessageContaining("at most");
        assertThatThrownBy(() -> ReferenceBins.categorical(List.of("a", "a"), new long[] {1, 1}, 0))
                .hasMessageContaining("once");
        assertThatThrownBy(() -> ReferenceBins.categorical(List.of(), new long[] {}, 0))
                .hasMessageContaining("one category or more");
    }

    @Test
    void anyOrder_anySplit_andAnyDetour_giveTheSameBits() {
        Random random = new Random(21);
        List<long[]> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            long[] record = new long[6];
            for (int value = random.nextInt(4); value >= 0; value--) {
                record[random.nextInt(6)]++;
            }
            records.add(record);
        }
        long[] whole = count(records).state();
        for (int round = 0; round < 50; round++) {
            Collections.shuffle(records, random);
            int cut = random.nextInt(records.size());
            BinnedDrift merged = count(records.subList(0, cut));
            merged.add(records.get(0));
            merged.add(2);
            merged.merge(count(records.subList(cut, records.size())));
            assertThat(merged.state()).isNotEqualTo(whole);
            merged.remove(2);
            merged.remove(records.get(0));
            assertThat(merged.state()).isEqualTo(whole);
            assertThat(BinnedDrift.fromState(whole).state()).isEqualTo(whole);
        }
        assertThat(count(records).records()).isEqualTo(300);
    }

    @Test
    void whatCannotBe_isRefused_andChangesNothing() {
        BinnedDrift drift = new BinnedDrift(3);
        drift.add(1);
        long[] before = drift.state();
        assertThatThrownBy(() -> drift.add(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bin is 3");
        assertThatThrownBy(() -> drift.add(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> drift.remove(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> drift.add(new long[] {0, 0, 0})).hasMessageContaining("no values");
        assertThatThrownBy(() -> drift.add(new long[] {1, -1, 0})).hasMessageContaining("-1 values in bin 1");
        assertThatThrownBy(() -> drift.add(new long[] {1, 1})).hasMessageContaining("2 bins, expected 3");
        assertThatThrownBy(() -> drift.add(new long[] {BinnedDrift.MAX_VALUES, 1, 0}))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> drift.remove(new long[] {1, 1, 0})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> drift.merge(new BinnedDrift(2))).hasMessageContaining("2 bins, expected 3");
        assertThat(drift.state()).isEqualTo(before);
        for (long[] bad : new long[][] {{}, {0, 0}, {1, 2, 1, 0, 0}, {2, 1, 0, 1, 0}, {-1, 1, 1}, {0, 0, 1, -1}}) {
            assertThatThrownBy(() -> BinnedDrift.fromState(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static BinnedDrift count(List<long[]> records) {
        BinnedDrift drift = new BinnedDrift(6);
        records.forEach(drift::add);
        return drift;
    }
}
