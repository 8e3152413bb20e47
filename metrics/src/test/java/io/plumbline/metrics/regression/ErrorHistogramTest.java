package io.plumbline.metrics.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.StatisticLaws;
import io.plumbline.metrics.regression.RegressionErrors.Contribution;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class ErrorHistogramTest {
    @Test
    void quantiles_areWithinTheirBound_ofThoseOfTheSortedErrors() {
        ErrorHistogram histogram = new ErrorHistogram();
        assertThat(histogram.quantile(.5)).isNaN();
        List<Contribution> records = PinballLossTest.records(14, 2_000);
        for (int n = 1; n <= records.size(); n++) {
            Contribution added = records.get(n - 1);
            histogram.add(added.actual(), added.predicted());
            if (n % 199 == 0 || n < 5) {
                double[] sorted = records.subList(0, n).stream()
                        .mapToDouble(r -> Math.abs(r.predicted() - r.actual()))
                        .sorted()
                        .toArray();
                for (double q : new double[] {0, .01, .25, .5, .9, .99, 1}) {
                    double exact = sorted[Math.max(1, (int) Math.ceil(q * n)) - 1];
                    assertThat(histogram.quantile(q))
                            .isCloseTo(exact, within(Math.max(0x1p-60, exact * ErrorHistogram.RELATIVE_ERROR)));
                }
                assertThat(histogram.below(.5))
                        .isEqualTo(Arrays.stream(sorted).filter(e -> e < .5).count());
            }
        }
        assertThat(histogram.buckets().stream()
                        .mapToLong(ErrorHistogram.Bucket::samples)
                        .sum())
                .isEqualTo(2_000);
    }

    @Test
    void errorsOfEverySize_areWithinTheBound_smallestAndLargestIncluded() {
        for (double error : new double[] {0x1p-60, 1e-9, .1, 1, 3, 1e6, 0x1p60}) {
            ErrorHistogram histogram = new ErrorHistogram();
            histogram.add(0, error);
            assertThat(histogram.largest()).isCloseTo(error, within(error / 64));
            assertThat(histogram.buckets()).singleElement().satisfies(bucket -> assertThat(error)
                    .isBetween(bucket.lower(), Math.nextDown(bucket.upper())));
            histogram.add(0, -error);
            assertThat(histogram.buckets()).hasSize(1);
        }
        ErrorHistogram tiny = new ErrorHistogram();
        tiny.add(5, 5);
        tiny.add(0, 1e-300);
        assertThat(tiny.largest()).isZero();
        assertThat(tiny.below(0x1p-60)).isEqualTo(2);
        assertThat(tiny.below(Double.POSITIVE_INFINITY)).isEqualTo(2);
    }

    @Test
    void lawsHold() {
        new StatisticLaws<ErrorHistogram, Contribution>(
                        ErrorHistogram::new,
                        (histogram, r) -> histogram.add(r.actual(), r.predicted()),
                        (histogram, r) -> histogram.remove(r.actual(), r.predicted()),
                        ErrorHistogram::merge,
                        ErrorHistogram::state,
                        ErrorHistogram::fromState)
                .hold(PinballLossTest.records(15, 500), PinballLossTest.records(16, 100));
    }

    @Test
    void takingOutTheLargest_leavesTheNextOne() {
        ErrorHistogram histogram = new ErrorHistogram();
        histogram.add(0, 1000);
        histogram.add(0, 1);
        histogram.remove(0, 1000);
        assertThat(histogram.largest()).isCloseTo(1, Percentage.withPercentage(100.0 / 64));
    }

    @Test
    void whatDoesNotFit_isRefused() {
        ErrorHistogram histogram = new ErrorHistogram();
        histogram.add(0, 1);
        assertThatThrownBy(() -> histogram.add(0, 0x1p61)).hasMessageContaining("expected a finite number");
        assertThatThrownBy(() -> histogram.remove(0, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no such error is among the 1 counted");
        assertThatThrownBy(() -> histogram.quantile(1.1)).hasMessage("quantile is 1.1, expected 0 to 1");
        assertThatThrownBy(() -> ErrorHistogram.fromState(new long[] {3, 1, 3, 1}))
                .hasMessageContaining("state[2] is 3, expected a bucket of 4");
        assertThatThrownBy(() -> ErrorHistogram.fromState(new long[] {3, 0})).hasMessageContaining("state[1] is 0");
    }
}
