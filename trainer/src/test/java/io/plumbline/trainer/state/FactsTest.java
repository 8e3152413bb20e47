package io.plumbline.trainer.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsTest {
    @TempDir
    Path folder;

    @Test
    void numbersThatAreNotFinite_comeBackFromAFile() {
        Facts facts = stored(Map.of(
                "best", Double.POSITIVE_INFINITY, "schedule", Map.of("best", Double.NEGATIVE_INFINITY, "rate", 0.5)));

        assertThat(facts.real("best")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(facts.reals("schedule"))
                .containsEntry("best", Double.NEGATIVE_INFINITY)
                .containsEntry("rate", 0.5);
    }

    @Test
    void whatIsNoNumber_isRefused_withWhatItIs() {
        Facts facts = stored(Map.of("best", "many", "schedule", Map.of("rate", "low")));

        assertThatThrownBy(() -> facts.real("best"))
                .isInstanceOf(MalformedStateException.class)
                .hasMessage("the saved state has 'many' for best, expected a number");
        assertThatThrownBy(() -> facts.reals("schedule"))
                .isInstanceOf(MalformedStateException.class)
                .hasMessage("the saved state has 'low' for schedule.rate, expected a number");
    }

    private Facts stored(Map<String, Object> facts) {
        Path file = folder.resolve("state.bin");
        new TensorFile(facts, Map.of()).write(file);
        return new Facts(TensorFile.read(file).facts());
    }
}
