package io.plumbline.inference.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bytes of unknown origin, as a terminal can show them without obeying them. */
final class Bytes {
    private static final int ROW = 16;

    private Bytes() {}

    /** The bytes as text, if they are UTF-8 without control characters other than tab and line breaks. */
    static Optional<String> text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            boolean harmless =
                    text.chars().allMatch(c -> !Character.isISOControl(c) || c == '\n' || c == '\r' || c == '\t');
            return harmless ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** One line of text in which every control character is written out. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.append((char) c);
            }
        });
        return shown.toString();
    }

    /** Sixteen bytes a line: offset, hex, and those of ASCII that can be printed. */
    static String hexDump(byte[] bytes) {
        StringBuilder dump = new StringBuilder();
        for (int row = 0; row < bytes.length; row += ROW) {
            StringBuilder hex = new StringBuilder();
            StringBuilder ascii = new StringBuilder();
            for (int i = row; i < Math.min(row + ROW, bytes.length); i++) {
                hex.append(String.format("%02x ", bytes[i] & 0xff)).append(i - row == ROW / 2 - 1 ? " " : "");
                ascii.append(bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '.');
            }
            dump.append(String.format("%08x  %-50s|%s|%n", row, hex, ascii));
        }
        return dump.toString();
    }
}
