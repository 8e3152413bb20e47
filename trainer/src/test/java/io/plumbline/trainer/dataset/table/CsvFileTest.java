package io.plumbline.trainer.dataset.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.trainer.dataset.DataFile;
import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFileTest {
    @Test
    void quotedFields_holdCommasQuotesAndLineBreaks() {
        Table table = read("a,b\r\n\"1,5\",\"say \"\"hi\"\"\"\n\"two\nlines\", spaced \n");

        assertThat(table.columns()).containsExactly("a", "b");
        assertThat(table.rows()).containsExactly(List.of("1,5", "say \"hi\""), List.of("two\nlines", " spaced "));
    }

    @Test
    void lastLine_needsNoLineBreak_andAnEmptyLastFieldCounts() {
        assertThat(read("a,b\n1,").rows()).containsExactly(List.of("1", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a,b\\n1,2\\n3\\n|line 3 has 1 fields, expected 2",
                "a,b\\n1,2,3|line 2 has 3 fields, expected 2",
                "a,b\\n\"1,2\\n|line 2 opens a quote that never closes",
                "a,b\\n\"1\"x,2\\n|line 2 has 'x' after a closing quote",
                "a,a\\n1,2|names a column twice",
                "''|is empty, expected a header line"
            })
    void malformedText_isRefusedWithItsLine(String text, String message) {
        assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("some.csv")
                .hasMessageContaining(message);
    }

    @Test
    void bytesThatAreNotUtf8_areRefused() {
        DataFile file = new DataFile(Path.of("some.csv"), new byte[] {'a', '\n', (byte) 0xff});

        assertThatThrownBy(() -> CsvFile.read(file, Set.of())).hasMessageContaining("some.csv is not UTF-8");
    }

    @Test
    void cells_areNumbersMissingOrRefused() {
        Table table = read("x,y\n1.5,\nNA,2\n");

        assertThat(table.number(0, 0)).contains(1.5);
        assertThat(table.number(1, 0)).isEmpty();
        assertThat(table.number(0, 1)).isEmpty();
        assertThat(table.numeric(0)).isTrue();
        assertThatThrownBy(() -> table.required(0, 1)).hasMessageContaining("row 1 column y is missing");
        assertThatThrownBy(() -> read("x\nInfinity\n").number(0, 0)).hasMessageContaining("expected a finite number");
        assertThatThrownBy(() -> table.requireColumns(Map.of("data.target", List.of("z"))))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("no column 'z'")
                .hasMessageContaining("it has [x, y]");
    }

    private static Table read(String text) {
        return CsvFile.read(
                new DataFile(Path.of("some.csv"), text.getBytes(StandardCharsets.UTF_8)), Set.copyOf(Table.ABSENT));
    }
}
