package io.plumbline.evaluator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundTest {
    @Test
    void threeForms_areRead() {
        assertThat(Bound.parse("--from", "earliest", "earliest")).isEqualTo(new Bound.Whole());
        assertThat(Bound.parse("--from", "earliest", "2026-11-24T08:00:00Z"))
                .isEqualTo(new Bound.At(Instant.parse("2026-11-24T08:00:00Z")));
        assertThat(Bound.parse("--to", "latest", "predictions-0:42,labels-11:0"))
                .isEqualTo(new Bound.Offsets(Map.of("predictions-0", 42L, "labels-11", 0L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"latest", "", "yesterday", "predictions-0", "predictions-0:1,", "requests-0:1", "labels-0:-1"})
    void anythingElse_isRefused_withWhatIsExpected(String text) {
        assertThatThrownBy(() -> Bound.parse("--from", "earliest", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--from is '" + text + "', expected earliest, a time like 2026-11-24T08:00:00Z, or offsets"
                        + " like predictions-0:42,labels-0:17");
    }
}
