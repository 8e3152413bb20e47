package io.plumbline.inference.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** What the dead-letters commands read from their options, and how they print bytes that nobody vouches for. */
class LettersFormatTest {
    private static final PointInTime TIME =
            new PointInTime(Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource({
        "-7d, 2026-11-17T12:00:00Z",
        "-12h, 2026-11-24T00:00:00Z",
        "-30m, 2026-11-24T11:30:00Z",
        "-45s, 2026-11-24T11:59:15Z",
        "2026-11-24T10:00:00Z, 2026-11-24T10:00:00Z",
        "2026-11-24T10:00:00.5+02:00, 2026-11-24T08:00:00.5Z",
    })
    void time_isRfc3339OrAgo(String text, Instant expected) {
        assertThat(TIME.convert(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7d", "-7w", "-d", "yesterday", "2026-11-24", "2026-13-24T10:00:00Z"})
    void time_saysWhatItIsNot(String text) {
        assertThatThrownBy(() -> TIME.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is no time, expected such as");
    }

    @Test
    void reason_isReadHoweverItIsWritten() {
        LetterSelection.Reasons reasons = new LetterSelection.Reasons();

        assertThat(reasons.convert("Unknown-Model")).isEqualTo("unknown_model");
        assertThat(reasons.convert("unreadable")).isEqualTo("unreadable");
        assertThatThrownBy(() -> reasons.convert("bad")).hasMessageContaining("expected one of malformed, too_large");
    }

    @Test
    void confirmation_isYesAndNothingElse() {
        assertThat(Confirmation.isYes(" Yes ")).isTrue();
        assertThat(Confirmation.isYes("y")).isTrue();
        assertThat(Confirmation.isYes("")).isFalse();
        assertThat(Confirmation.isYes("yep")).isFalse();
        assertThat(Confirmation.isYes(null)).as("end of input").isFalse();
    }

    @Test
    void text_isUtf8WithoutControlCharacters() {
        assertThat(Bytes.text("{\"id\":\n\t\"é\"}".getBytes(StandardCharsets.UTF_8)))
                .contains("{\"id\":\n\t\"é\"}");
        assertThat(Bytes.text(new byte[] {(byte) 0xff, 1})).isEmpty();
        assertThat(Bytes.text("\u001b[2J".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void printable_writesControlCharactersOut() {
        assertThat(Bytes.printable("a\u001b[2J\nb\u009b é")).isEqualTo("a\\u001b[2J\\u000ab\\u009b é");
    }

    @Test
    void hexDump_showsOffsetHexAndAscii() {
        byte[] bytes = new byte[18];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (0x5e + i * 2);
        }

        assertThat(Bytes.hexDump(bytes).lines())
                .containsExactly(
                        "00000000  5e 60 62 64 66 68 6a 6c  6e 70 72 74 76 78 7a 7c  |^`bdfhjlnprtvxz||",
                        "00000010  7e 80                                             |~.|");
    }

    @Test
    void list_hidesWhatAParserQuotes() {
        assertThat(LettersListCommand.withoutValues(
                        "not JSON: Unrecognized token 'salary4711': was expecting JSON (p.requests-0@1 byte 3)"))
                .doesNotContain("4711")
                .contains("Unrecognized token '…': was expecting JSON (p.requests-0@1 byte 3)");
        assertThat(LettersListCommand.withoutValues("model 'other' is not served"))
                .contains("'other'");
    }
}
