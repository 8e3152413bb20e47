package io.plumbline.trainer.dataset;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table of texts: named columns, rows of equal length.
 *
 * @param source the file, for messages
 */
record Table(String source, List<String> columns, List<List<String>> rows) {
    int column(String name) {
        int index = columns.indexOf(name);
        if (index < 0) {
            throw new MalformedDataException(source + " has no column '" + name + "', it has " + columns);
        }
        return index;
    }

    String text(int row, int column) {
        return rows.get(row).get(column);
    }

    /** The number in a cell; empty if the cell is missing ({@code ""}, {@code NA} or {@code NaN}). */
    Optional<Double> number(int row, int column) {
        String text = text(row, column);
        if (missing(text)) {
            return Optional.empty();
        }
        Double value = parse(text);
        if (value == null || !Double.isFinite(value)) {
            throw new MalformedDataException("%s row %d column %s is '%s', expected a finite number"
                    .formatted(source, row + 1, columns.get(column), text));
        }
        return Optional.of(value);
    }

    double required(int row, int column) {
        return number(row, column)
                .orElseThrow(() -> new MalformedDataException("%s row %d column %s is missing, expected a number"
                        .formatted(source, row + 1, columns.get(column))));
    }

    /** Whether every cell of a column that is not missing reads as a number. */
    boolean numeric(int column) {
        return rows.stream().map(row -> row.get(column)).allMatch(text -> missing(text) || parse(text) != null);
    }

    static boolean missing(String text) {
        return text.isEmpty() || text.equals("NA") || text.equals("NaN");
    }

    private static @Nullable Double parse(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
