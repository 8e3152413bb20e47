package io.plumbline.inference.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    private static final String TOPIC = "my-own.dead-letters";

    @ParameterizedTest
    @ValueSource(strings = {"3@17", "my-own.dead-letters-3@17"})
    void parse_withAndWithoutTheTopic(String text) {
        assertThat(Position.parse(text, TOPIC)).isEqualTo(new Position(3, 17));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "3-17", "@17", "3@", "-3@17", "3@-1", "3@17@4", "a@b", "3@99999999999999999999"})
    void parse_saysWhatIsNoPosition(String text) {
        assertThatThrownBy(() -> Position.parse(text, TOPIC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is no position, expected PARTITION@OFFSET");
    }

    @Test
    void parse_refusesAnotherTopic() {
        assertThatThrownBy(() -> Position.parse("other-3@17", TOPIC)).hasMessageContaining("is on topic 'other'");
    }
}
