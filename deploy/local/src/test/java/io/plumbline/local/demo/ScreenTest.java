package io.plumbline.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final StringWriter shown = new StringWriter();

    @Test
    void aTable_isRedrawnInPlace_andNoLineOfItWraps() {
        Screen screen = new Screen(new PrintWriter(shown), true);

        screen.show(List.of("x".repeat(300), "row"));
        screen.show(List.of("y".repeat(300), "row"));

        String nl = System.lineSeparator();
        assertThat(shown.toString())
                .isEqualTo("\033[?7l" + "x".repeat(300) + nl + "row" + nl + "\033[?7h" + "\033[2A\033[J" + "\033[?7l"
                        + "y".repeat(300) + nl + "row" + nl + "\033[?7h");
    }

    @Test
    void afterALineOfChatter_theTableStartsBelowIt() {
        Screen screen = new Screen(new PrintWriter(shown), true);
        screen.show(List.of("table"));

        screen.say("chatter");
        screen.show(List.of("table"));

        assertThat(shown.toString()).doesNotContain("A\033[J");
    }

    @Test
    void withoutATerminal_thereAreNoControlCharacters() {
        Screen screen = new Screen(new PrintWriter(shown), false);

        screen.say("chatter");
        screen.show(List.of("table"));

        assertThat(shown.toString()).doesNotContain("\033");
    }
}
