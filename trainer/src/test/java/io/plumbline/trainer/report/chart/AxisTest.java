package io.plumbline.trainer.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1, '0 0.2 0.4 0.6 0.8 1'",
        "0.31, 0.87, '0.4 0.5 0.6 0.7 0.8'",
        "-3, 12, '-2 0 2 4 6 8 10 12'",
        "0, 234567, '0 50k 100k 150k 200k'",
        "0, 4500000, '0 1M 2M 3M 4M'",
        "5, 5, '4.6 4.8 5 5.2 5.4'",
        "0, 0, '-1 -0.5 0 0.5 1'",
        "0, 3e-7, '0 5e-8 1e-7 1.5e-7 2e-7 2.5e-7 3e-7'"
    })
    void ticks_standAtRoundNumbers(double min, double max, String labels) {
        assertThat(labels(Axis.linear(min, max))).isEqualTo(labels);
    }

    @Test
    void counts_haveNoTickBetweenWholeNumbers() {
        assertThat(labels(Axis.whole(0, 3))).isEqualTo("0 1 2 3");
    }

    @Test
    void whatSpansTwoPowersOfTen_isLogarithmic() {
        assertThat(Axis.padded(0.5, 30).logarithmic()).isFalse();
        assertThat(Axis.padded(0, 1000).logarithmic()).isFalse();
        Axis axis = Axis.padded(0.01, 10);
        assertThat(axis.logarithmic()).isTrue();
        assertThat(labels(axis)).isEqualTo("0.01 0.1 1 10");
        assertThat(axis.position(0.1) - axis.position(0.01))
                .isCloseTo(axis.position(10) - axis.position(1), org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void aCurve_keepsExtremesAndMeans_howeverManyStepsShareABucket() {
        Curve curve = new Curve();
        for (int step = 0; step < 1024; step++) {
            curve.add(step, step % 2 == step / 2 % 2 ? step : -step);
        }
        curve.add(3, Double.NaN);

        List<Curve.Point> points = curve.points();
        assertThat(points).hasSize(512);
        assertThat(points.get(0)).isEqualTo(new Curve.Point(0.5, -1, 0, -0.5));
        assertThat(points.get(511)).isEqualTo(new Curve.Point(1022.5, -1022, 1023, 0.5));
    }

    @ParameterizedTest
    @CsvSource({
        "0.86125, 0.8612",
        "12345.6, 12346",
        "0.00001234, 1.234e-5",
        "1e12, 1e12",
        "-0.5, -0.5",
        "NaN, NaN",
        "0.1, 0.1"
    })
    void numbers_haveFourDigitsThatMatter(double value, String text) {
        assertThat(Numbers.text(value)).isEqualTo(text);
    }

    private static String labels(Axis axis) {
        return String.join(" ", axis.ticks().stream().map(axis::label).toList());
    }
}
