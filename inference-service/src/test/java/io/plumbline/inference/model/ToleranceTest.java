package io.plumbline.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.event.Datatype;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToleranceTest {
    @Test
    void difference_mayBeTheAbsolutePart_andAShareOfTheExpected() {
        Tolerance tolerance = new Tolerance(0.5, 0.25);

        assertThat(tolerance.accepts(Datatype.FP32, 0.5, 0)).isTrue();
        assertThat(tolerance.accepts(Datatype.FP32, 0.51, 0)).isFalse();
        assertThat(tolerance.accepts(Datatype.FP64, -5.5, -4)).isTrue();
        assertThat(tolerance.accepts(Datatype.FP64, -5.51, -4)).isFalse();
    }

    @Test
    void whatIsNoNumber_isNeverClose() {
        assertThat(Tolerance.DEFAULT.accepts(Datatype.FP32, Double.NaN, 0)).isFalse();
        assertThat(Tolerance.DEFAULT.accepts(Datatype.FP32, Double.POSITIVE_INFINITY, 1))
                .isFalse();
    }

    @Test
    void integers_mustBeEqual() {
        assertThat(Tolerance.DEFAULT.accepts(Datatype.INT64, 1_000_001, 1_000_000))
                .isFalse();
        assertThat(Tolerance.DEFAULT.accepts(Datatype.INT64, 1_000_000, 1_000_000))
                .isTrue();
        assertThat(Tolerance.DEFAULT.accepts(Datatype.UINT8, 254, 255)).isFalse();
    }

    @Test
    void toleranceOfADevice_decidesWhatItServes() {
        float[] close = TinyCheckpoint.softmax(1f, 2f, -1f, 0.5f);
        close[1] += 1e-3f;
        VerifiedCheckpoint checkpoint = TinyCheckpoint.classifier()
                .withoutGolden()
                .golden("[1.0,2.0,-1.0,0.5]", close)
                .verified();
        ModelLoader loader = new ModelLoader();

        LoadOutcome strict = loader.load(checkpoint, new LoadSettings(List.of(1), 1, 1));
        LoadOutcome lenient = loader.load(checkpoint, new LoadSettings(List.of(1), 1, 1, new Tolerance(1e-2, 0)));

        assertThat(((LoadOutcome.Refused) strict).reason()).isEqualTo(RefusalReason.GOLDEN_MISMATCH);
        ((LoadOutcome.Loaded) lenient).model().close();
    }

    @Test
    void toleranceThatIsNone_isRefused() {
        for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Tolerance(wrong, 0)).hasMessageContaining("golden tolerance");
            assertThatThrownBy(() -> new Tolerance(0, wrong)).hasMessageContaining("golden tolerance");
        }
    }
}
