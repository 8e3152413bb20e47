package io.plumbline.benchmarks.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class EvaluatorCommandTest {
    private final StringWriter err = new StringWriter();

    private int execute(String... words) {
        return new CommandLine(new EvaluatorCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    @ParameterizedTest
    @CsvSource({"--records,0", "--rounds,-1", "--threads,0", "--partitions,0", "--commit-interval,0"})
    void number_isBelowOne_isRefusedWithASentence(String option, String value) {
        assertThat(execute("join", option, value)).isEqualTo(2);

        assertThat(err.toString()).contains(option + " is " + value + ", expected at least 1");
    }

    @Test
    void part_thatThereIsNot_isRefused() {
        assertThat(execute("jion")).isEqualTo(2);

        assertThat(err.toString()).contains("jion").containsIgnoringCase("join");
    }
}
