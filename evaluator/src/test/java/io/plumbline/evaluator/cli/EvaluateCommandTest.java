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
    void driftThatCannotBeWatchedSo_isRefused() {
        assertThat(commandLine.execute("evaluate", "--set", "drift.false.alarms=10", "--set", "drift.max.features=-1"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("'drift.false.alarms' is '10'", "'drift.max.features' is '-1'");
        assertThat(commandLine.execute("evaluate", "--store", "x", "--set", "drift.window=10s"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("drift.window is PT10S, expected 1m to 60d");
    }

    @Test
    void help_showsExamples() {
        assertThat(commandLine.execute("evaluate", "--help")).isZero();
        assertThat(out.toString()).contains("plumbline evaluate evaluator.yaml --set store=memory");
    }

    @Test
    void whatIsNoComparison_isAUsageError() {
        assertThat(commandLine.execute("evaluate", "compare", "--baseline", "v1"))
                .isEqualTo(2);
        assertThat(commandLine.execute("evaluate", "compare", "--baseline", "v1", "--challenger", "v1"))
                .isEqualTo(2);
        assertThat(commandLine.execute(
                        "evaluate", "compare", "--baseline", "v1", "--challenger", "v2", "--metric", "f1_macro"))
                .isEqualTo(2);
        assertThat(commandLine.execute("evaluate", "compare", "--baseline", "v1", "--challenger", "v2", "--alpha", "0"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--challenger")
                .contains("--baseline and --challenger are both 'v1'")
                .contains("--metric is 'f1_macro', expected accuracy, ndcg@10, closer or absolute_error@SCALE")
                .contains("--alpha is 0.0");
    }

    @Test
    void promotionsThatMakeNoSense_areRefused() {
        assertThat(commandLine.execute("evaluate", "--set", "promotion.metric=f1_macro"))
                .isEqualTo(2);
        assertThat(commandLine.execute("evaluate", "--set", "compare.error.scales=houses"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("promotion.metric is 'f1_macro'")
                .contains("compare.error.scales holds 'houses', expected model=number");
    }

    @Test
    void help_ofCompare_saysHowItEnds() {
        assertThat(commandLine.execute("evaluate", "compare", "--help")).isZero();
        assertThat(out.toString())
                .contains("Exit: 0 better, 4 worse, 3 undecided so far")
                .contains("plumbline evaluate compare --baseline");
    }
}
