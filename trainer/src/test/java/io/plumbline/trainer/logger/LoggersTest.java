package io.plumbline.trainer.logger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggersTest {
    @TempDir
    Path folder;

    @Test
    void withoutTheKey_thereAreCsvJsonlAndHtml() throws IOException {
        Settings settings = TestSettings.of(Map.of());
        Loggers loggers = read(settings);

        run(loggers);

        assertThat(files()).containsExactlyInAnyOrder("steps.csv", "epochs.csv", "events.jsonl", "report.html");
        assertThat(settings.resolved().toString()).isEqualTo("{loggers=[{type=csv}, {type=jsonl}, {type=html}]}");
    }

    @Test
    void anEmptyList_meansNone() throws IOException {
        run(read(TestSettings.of(Map.of("loggers", List.of()))));

        assertThat(files()).isEmpty();
    }

    @Test
    void html_bringsTheEventsThatItReadsAfterAResume() throws IOException {
        run(read(TestSettings.of(Map.of("loggers", List.of("html")))));

        assertThat(files()).containsExactlyInAnyOrder("events.jsonl", "report.html");
    }

    @Test
    void everyLoggerInOneLine() throws IOException {
        Settings settings = TestSettings.of(Map.of(
                "loggers",
                List.of(
                        "csv",
                        "jsonl",
                        "tensorboard",
                        "html",
                        Map.of("type", "pushgateway", "url", "http://localhost:1/", "every", "5m"))));
        Loggers loggers = read(settings);

        FitListeners open = run(loggers);

        assertThat(files()).contains("tensorboard", "steps.csv");
        assertThat(open.problems())
                .singleElement()
                .asString()
                .startsWith("pushgateway http://localhost:1 failed once: the last push failed: java.io.IOException: PUT"
                        + " http://localhost:1/metrics/job/plumbline-trainer/model/shoes/run/shoes-1 got no answer");
    }

    @Test
    void everyMistake_isNamed() {
        Settings settings = TestSettings.of(Map.of(
                "loggers",
                List.of(
                        "csvv",
                        "html",
                        "html",
                        Map.of("type", "pushgateway", "url", "host:9091", "every", "0s", "jobb", "x"),
                        Map.of("type", "pushgateway", "url", "http://a b"),
                        Map.of("type", "pushgateway", "job", " "))));
        Loggers.from(settings.sections("loggers", Loggers.DEFAULT));

        assertThatThrownBy(() -> settings.refuseProblems("here"))
                .isInstanceOfSatisfying(InvalidExperimentException.class, refusal -> assertThat(refusal.problems())
                        .containsExactly(
                                "loggers[0].type is 'csvv', expected one of [csv, jsonl, tensorboard, html, pushgateway]"
                                        + " (did you mean 'csv'?)",
                                "loggers[2].type is 'html' a second time, expected each logger once",
                                "loggers[3].url is 'host:9091', expected http://HOST:PORT or https://HOST:PORT",
                                "loggers[3].every is '0s', expected a time from 1s to 1h, such as 10s",
                                "loggers[4].url is 'http://a b', which is no URL: Illegal character in authority",
                                "loggers[5].url is missing, expected a text",
                                "loggers[5].job is blank, expected a name",
                                "loggers[3].jobb is unknown, expected one of [every, job, type, url]"
                                        + " (did you mean 'job'?)"));
    }

    @Test
    void anEpochThatIsValidatedAgainAfterACrash_isThereOnce() throws IOException {
        Loggers loggers = read(TestSettings.of(Map.of()));
        try (FitListeners crashed = loggers.open(folder)) {
            crashed.started(Runs.start(0));
            Runs.tell(crashed, 0, 8);
        }

        try (FitListeners resumed = loggers.open(folder)) {
            resumed.started(Runs.start(8));
            resumed.validated(Runs.epoch(2));
            Runs.tell(resumed, 8, Runs.STEPS);
        }

        assertThat(Files.readAllLines(folder.resolve("epochs.csv")))
                .extracting(line -> line.substring(0, line.indexOf(',')))
                .containsExactly("step", "4", "8", "12");
        assertThat(Files.readAllLines(folder.resolve("events.jsonl")))
                .filteredOn(line -> line.contains("\"event\":\"epoch\",\"step\":8,"))
                .hasSize(1);
        assertThat(Files.readAllLines(folder.resolve("events.jsonl")))
                .filteredOn(line -> line.contains("\"event\":\"step\""))
                .hasSize(Runs.STEPS);
    }

    @Test
    void networksPutTogether_haveAReportWithoutCurves() throws IOException {
        try (FitListeners together = read(TestSettings.of(Map.of())).open(folder)) {
            together.started(Runs.together());
            together.ended(new FitEnd("3 networks put together", 0, 0, 0, 90));
        }

        assertThat(files()).containsExactlyInAnyOrder("events.jsonl", "report.html");
        assertThat(report())
                .contains("3 networks put together", "1 min 30 s")
                .doesNotContain("<h2>Curves", "Steps</dt>");
    }

    @Test
    void aFolderThatCannotBeMade_isSaidBeforeTheRun() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> read(TestSettings.of(Map.of())).open(file.resolve("run")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("run folder " + file.resolve("run") + " cannot be made");
    }

    @Test
    void afterAResume_theReportShowsTheWholeRun() throws IOException {
        Loggers loggers = read(TestSettings.of(Map.of("loggers", List.of("html"))));
        try (FitListeners crashed = loggers.open(folder)) {
            crashed.started(Runs.start(0));
            Runs.tell(crashed, 0, 7);
        }
        assertThat(report()).contains("interrupted before its end");

        try (FitListeners resumed = loggers.open(folder)) {
            resumed.started(Runs.start(6));
            Runs.tell(resumed, 6, 9);
        }
        try (FitListeners resumedAgain = loggers.open(folder)) {
            resumedAgain.started(Runs.start(8));
            Runs.tell(resumedAgain, 8, Runs.STEPS);
            resumedAgain.ended(Runs.end());
        }

        String report = report();
        assertThat(report)
                .contains("Resumed after step 6, 8.")
                .contains("<dt>Steps</dt><dd>12 of 12</dd>")
                .contains("epoch 1: validation loss 0.375")
                .contains("epoch 2: validation loss 0.1875")
                .contains("epoch 3: validation loss 0.125, best");
        assertThat(report.split("class=\"line first\"")[0]).contains("points=");
        assertThat(points(report)).isEqualTo(Runs.STEPS);
    }

    /** How many points the training loss's line has. */
    private static long points(String report) {
        String line = report.substring(0, report.indexOf("\" class=\"line first\""));
        return line.substring(line.lastIndexOf('"') + 1).split(" ").length;
    }

    private FitListeners run(Loggers loggers) {
        FitListeners listeners = loggers.open(folder);
        listeners.started(Runs.start(0));
        Runs.tell(listeners, 0, Runs.STEPS);
        listeners.ended(Runs.end());
        listeners.close();
        return listeners;
    }

    private static Loggers read(Settings settings) {
        Loggers loggers = Loggers.from(settings.sections("loggers", Loggers.DEFAULT));
        settings.refuseProblems("here");
        return loggers;
    }

    private String report() throws IOException {
        return Files.readString(folder.resolve("report.html"));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
