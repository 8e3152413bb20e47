package io.plumbline.evaluator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class EvaluateCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            EvaluatorCommand.commandLine(Map.of()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void everyProblemOfTheConfiguration_isNamedAtOnce() {
        int exit = commandLine.execute(
                "evaluate", "--set", "join.horizn=1h", "--set", "http.port=-1", "--set", "store=disk");

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString())
                .contains("unknown key 'join.horizn'", "did you mean 'join.horizon'?")
                .contains("'http.port' is '-1'")
                .contains("'store' is 'disk'", "rocksdb, memory");
    }

    @Test
    void horizonsThatContradict_areRefused() {
        assertThat(commandLine.execute("evaluate", "--set", "join.horizon=10m")).isEqualTo(2);
        assertThat(err.toString()).contains("maturity.horizon is PT1H, expected at most join.horizon, PT10M");
    }

    @Test
    void largestErrorThatIsNoNumber_isRefused() {
        assertThat(commandLine.execute("evaluate", "--set", "bounds.largest.errors=ames"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("bounds.largest.errors holds 'ames', expected model=number");
        assertThat(commandLine.execute("evaluate", "--set", "bounds.largest.errors=ames=big"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("bounds.largest.errors holds 'ames=big', expected model=number");
    }

    @Test
    void help_showsExamples() {
        assertThat(commandLine.execute("evaluate", "--help")).isZero();
        assertThat(out.toString()).contains("plumbline evaluate evaluator.yaml --set store=memory");
    }
}
