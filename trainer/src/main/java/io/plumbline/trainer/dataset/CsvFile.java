package io.plumbline.trainer.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

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

    static Table read(DataFile file) {
        String source = file.path().toString();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file.content()))
                    .toString();
            return new CsvFile(source, text).table();
        } catch (CharacterCodingException malformed) {
            throw new MalformedDataException(source + " is not UTF-8 text: " + malformed.getMessage());
        }
    }

    private Table table() {
        if (text.isEmpty()) {
            throw new MalformedDataException(source + " is empty, expected a header line");
        }
        List<String> columns = record();
        if (new HashSet<>(columns).size() != columns.size()) {
            throw new MalformedDataException(source + " names a column twice: " + columns);
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
        return new Table(source, List.copyOf(columns), List.copyOf(rows));
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
