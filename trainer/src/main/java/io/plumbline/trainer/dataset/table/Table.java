package io.plumbline.trainer.dataset.table;

import io.plumbline.contracts.config.Suggestion;
import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table of texts: named columns, rows of equal length.
 *
 * @param source the file, for messages
 * @param absent the texts that stand for a value that is not known
 */
record Table(String source, List<String> columns, List<List<String>> rows, Set<String> absent) {
    /** {@code NaN} is not among them: it may be a value lost in a computation, so whoever means "not known" says so. */
    static final List<String> ABSENT = List.of("", "NA");

    private static final Set<String> NOT_FINITE = Set.of("nan", "inf", "infinity");

    int column(String name) {
        int index = columns.indexOf(name);
        if (index < 0) {
            throw new IllegalStateException(source + " has no column '" + name + "', it has " + columns);
        }
        return index;
    }

    /**
     * Holds the columns that an experiment names against those there are.
     *
     * @param named the columns by the setting that names them
     * @throws InvalidExperimentException with a problem for every column that is absent
     */
    void requireColumns(Map<String, List<String>> named) {
        List<String> problems = new ArrayList<>();
        named.forEach((key, names) -> {
            for (String name : names) {
                if (!columns.contains(name)) {
                    problems.add("%s is '%s', but %s has no column '%s'%s, it has %s"
                            .formatted(
                                    key,
                                    name,
                                    source,
                                    name,
                                    Suggestion.closest(name, columns)
                                            .map(near -> " (did you mean '" + near + "'?)")
                                            .orElse(""),
                                    columns));
                }
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidExperimentException("experiment", problems);
        }
    }

    String text(int row, int column) {
        return rows.get(row).get(column);
    }

    boolean missing(int row, int column) {
        return absent.contains(text(row, column));
    }

    /** The number in a cell; empty if the cell is missing. */
    Optional<Double> number(int row, int column) {
        if (missing(row, column)) {
            return Optional.empty();
        }
        String text = text(row, column);
        Double value = parse(text);
        if (value == null || !Double.isFinite(value)) {
            throw new MalformedDataException("%s is '%s', expected a finite number%s"
                    .formatted(
                            where(row, column),
                            text,
                            value == null ? "" : "; if it means not known, add it to data.missing-values"));
        }
        return Optional.of(value);
    }

    double required(int row, int column) {
        return number(row, column)
                .orElseThrow(
                        () -> new MalformedDataException(where(row, column) + " is missing, expected a finite number"));
    }

    String requiredText(int row, int column) {
        if (missing(row, column)) {
            throw new MalformedDataException(where(row, column) + " is missing, expected the name of a class");
        }
        return text(row, column);
    }

    String where(int row, int column) {
        return where(row) + " column " + columns.get(column);
    }

    /** Rows are counted from 1, the header not among them. */
    String where(int row) {
        return source + " row " + (row + 1);
    }

    /** Whether every cell of a column that is not missing reads as a number, if only as one that is not finite. */
    boolean numeric(int column) {
        return firstText(column).isEmpty();
    }

    /** Where the first cell is that is neither missing nor a number. */
    Optional<String> firstText(int column) {
        for (int row = 0; row < rows.size(); row++) {
            if (!missing(row, column) && parse(text(row, column)) == null) {
                return Optional.of(where(row) + " '" + text(row, column) + "'");
            }
        }
        return Optional.empty();
    }

    private static @Nullable Double parse(String text) {
        String number = text.strip();
        char last = number.isEmpty() ? 'x' : number.charAt(number.length() - 1);
        if (last > '9') {
            // Java takes "1d" and "1f" for numbers; in a table they are names.
            String word = number.replaceFirst("^[+-]", "").toLowerCase(Locale.ROOT);
            return NOT_FINITE.contains(word) ? Double.valueOf(Double.NaN) : null;
        }
        try {
            return number.indexOf('x') < 0 && number.indexOf('X') < 0 ? Double.valueOf(number) : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
