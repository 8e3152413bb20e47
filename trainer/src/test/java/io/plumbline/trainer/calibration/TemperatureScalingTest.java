package io.plumbline.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureScalingTest {
    /**
     * Golden: numpy 1.24, golden-section search in 1/T over
     * {@code z = float32(4*sin(1+7*r+3*c))}, {@code y = r*r%3 if r%4==0 else z[r].argmax()}, 200 rows, 3 classes, of
     * {@code -(log_softmax(z/T)[r, y]).mean()}: T = 2.4103123, from 0.9348460041015126 to 0.748715112931271.
     */
    @Test
    void temperature_isWhereTheLogLossIsLeast() {
        float[] logits = new float[600];
        float[] targets = new float[200];
        for (int row = 0; row < 200; row++) {
            int largest = 0;
            for (int c = 0; c < 3; c++) {
                logits[3 * row + c] = (float) (4 * Math.sin(1 + 7 * row + 3 * c));
                largest = logits[3 * row + c] > logits[3 * row + largest] ? c : largest;
            }
            targets[row] = row % 4 == 0 ? row * row % 3 : largest;
        }

        TemperatureScaling scaling = TemperatureScaling.fit(logits, 3, targets);

        assertThat(scaling.temperature()).isCloseTo(2.4103123, within(1e-6));
        assertThat(scaling.before().logLoss()).isCloseTo(0.9348460041015126, within(1e-6));
        assertThat(scaling.after().logLoss()).isCloseTo(0.748715112931271, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 1, 3, 8})
    void aKnownOverconfidence_isFoundAgain(double factor) {
        Rows rows = drawn(4000, 4, factor);

        TemperatureScaling scaling = TemperatureScaling.fit(rows.logits, 4, rows.targets);

        assertThat(scaling.temperature()).isCloseTo(factor, within(0.08 * factor));
        assertThat(scaling.temperature()).isEqualTo((float) scaling.temperature());
        assertThat(scaling.after().logLoss())
                .isLessThanOrEqualTo(scaling.before().logLoss());
        assertThat(scaling.after().ece()).isLessThan(0.03);
    }

    @Test
    void withoutAMistake_itIsTheColdest_andWithNothingButMistakes_theHottest() {
        float[] logits = {2, -1, 0, 1, 5, -5};
        assertThat(TemperatureScaling.fit(logits, 2, new float[] {0, 1, 0}).temperature())
                .isCloseTo(0.05, within(1e-8));
        assertThat(TemperatureScaling.fit(logits, 2, new float[] {1, 0, 1}).temperature())
                .isEqualTo(20);
    }

    @Test
    void whatDoesNotDependOnIt_staysAtOne() {
        TemperatureScaling scaling = TemperatureScaling.fit(new float[] {3, 3, -1, -1}, 2, new float[] {0, 1});

        assertThat(scaling.temperature()).isOne();
        assertThat(scaling.after()).isEqualTo(scaling.before());
    }

    @Test
    void hugeLogits_overflowNowhere() {
        TemperatureScaling scaling =
                TemperatureScaling.fit(new float[] {1e30f, -1e30f, 0, 1, 1e30f, 0}, 2, new float[] {0, 1, 1});

        assertThat(scaling.temperature()).isBetween(0.05, 20.0);
        assertThat(scaling.after().logLoss()).isFinite();
    }

    @Test
    void whatIsNoLogits_isRefused() {
        assertThatThrownBy(() -> TemperatureScaling.fit(new float[0], 2, new float[0]))
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> TemperatureScaling.fit(new float[3], 2, new float[1]))
                .hasMessageContaining("3 logits");
        assertThatThrownBy(() -> TemperatureScaling.fit(new float[] {0, Float.NaN}, 2, new float[1]))
                .hasMessageContaining("logits[1] is NaN");
    }

    private record Rows(float[] logits, float[] targets) {}

    /** Classes drawn with the probabilities of logits that are then multiplied by the factor. */
    private static Rows drawn(int rows, int classes, double factor) {
        SplittableRandom random = new SplittableRandom(51);
        float[] logits = new float[rows * classes];
        float[] targets = new float[rows];
        for (int row = 0; row < rows; row++) {
            double[] weights = new double[classes];
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                double logit = random.nextGaussian() * 1.5;
                weights[c] = Math.exp(logit);
                sum += weights[c];
                logits[row * classes + c] = (float) (logit * factor);
            }
            double place = random.nextDouble() * sum;
            int drawn = 0;
            while (drawn < classes - 1 && place >= weights[drawn]) {
                place -= weights[drawn++];
            }
            targets[row] = drawn;
        }
        return new Rows(logits, targets);
    }
}
