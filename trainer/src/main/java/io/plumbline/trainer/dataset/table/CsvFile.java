package io.plumbline.trainer.dataset.table;

import io.plumbline.trainer.dataset.DataFile;
import io.plumbline.trainer.dataset.MalformedDataException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads comma-separated values with a header line: RFC 4180, UTF-8, a quoted field may hold commas, quotes and line breaks.
 *
 * <p>Spaces belong to the field. A row with another number of fields than the header, an open quote at the end, or text
 * after a closing quote is an error that names its line.
 */
final class CsvFile {
    private final String source;
    private final String text;
    private int at;
    private int line = 1;

    private CsvFile(String source, String text) {
        this.source = source;
        this.text = text;
    }

    /**
     * @param absent the cells that stand for a value that is not known
     * @throws MalformedDataException if it does not read as such a file
     */
    static Table read(DataFile file, Set<String> absent) {
        String source = file.path().toString();
        String text = decoded(source, ByteBuffer.wrap(file.content()));
        // A byte order mark is no part of the first column's name.
        return new CsvFile(source, text.startsWith("\uFEFF") ? text.substring(1) : text).table(absent);
    }

    private static String decoded(String source, ByteBuffer bytes) {
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        if (utf8.decode(bytes, text, true).isError()) {
            int at = bytes.position();
            int line = 1;
            for (int i = 0; i < at; i++) {
                line += bytes.get(i) == '\n' ? 1 : 0;
            }
            throw new MalformedDataException("%s is not UTF-8 text: byte 0x%02x in line %d, expected UTF-8"
                    .formatted(source, bytes.get(at), line));
        }
        return text.flip().toString();
    }

    private Table table(Set<String> absent) {
        if (text.isEmpty()) {
            throw new MalformedDataException(source + " is empty, expected a header line");
        }
        List<String> columns = record();
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) {
                throw new MalformedDataException(
                        source + " names a column twice: '" + column + "', expected each once of " + columns);
            }
        }
        List<List<String>> rows = new ArrayList<>();
        while (at < text.length()) {
            int started = line;
            List<String> row = record();
            if (row.size() != columns.size()) {
                throw new MalformedDataException("%s line %d has %d fields, expected %d as in the header"
                        .formatted(source, started, row.size(), columns.size()));
            }
            rows.add(List.copyOf(row));
        }
        if (rows.isEmpty()) {
            throw new MalformedDataException(source + " has a header and no rows, expected at least one");
        }
        return new Table(source, List.copyOf(columns), List.copyOf(rows), absent);
    }

    private List<String> record() {
        List<String> fields = new ArrayList<>();
        while (true) {
            fields.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
            if (at == text.length()) {
                return fields;
            }
            char end = text.charAt(at++);
            if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
                end = text.charAt(at++);
            }
            if (end == '\n') {
                line++;
                return fields;
            }
            if (end != ',') {
                throw new MalformedDataException(source + " line " + line + " has '" + end + "' after a closing quote");
            }
        }
    }

    private String plain() {
        int start = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() {
        int started = line;
        StringBuilder field = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                if (at == text.length() || text.charAt(at) != '"') {
                    return field.toString();
                }
                at++;
            }
            line += c == '\n' ? 1 : 0;
            field.append(c);
        }
        throw new MalformedDataException(source + " line " + started + " opens a quote that never closes");
    }
}
