package io.plumbline.trainer.logger;

import java.util.ArrayList;
import java.util.List;

/** Lines of RFC 4180 whose cells hold no line break. */
final class Csv {
    static final String LINE_END = "\r\n";

    private Csv() {}

    /** The cells joined; one with a comma or a quote is quoted. */
    static String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            boolean quoted = cell.indexOf(',') >= 0 || cell.indexOf('"') >= 0;
            line.append(i == 0 ? "" : ",");
            line.append(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
        }
        return line.toString();
    }

    /** The cells of a line that {@link #line} wrote. */
    static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
