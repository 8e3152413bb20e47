package io.plumbline.trainer.logger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.checkpoint.MetricEstimate;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.Example;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.Runs;
import io.plumbline.trainer.fit.StepResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLoggersTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void csv_hasARowForEachStepAndEpoch_withMetricsAsColumns() throws IOException {
        try (FitListener csv = new CsvLogger(folder)) {
            csv.started(Runs.start(0));
            Runs.tell(csv, 0, 5);
        }

        assertThat(Files.readString(folder.resolve("steps.csv")))
                .startsWith("step,epoch,loss,learning_rate,gradient_norm,items,seconds\r\n1,1,1.0,0.1,2.5,10,0.5\r\n")
                .endsWith("\r\n5,2,0.2,0.05,2.5,10,2.5\r\n");
        assertThat(lines("epochs.csv"))
                .containsExactly(
                        "step,epoch,training_loss,validation_loss,learning_rate,best,seconds,accuracy,f1_macro",
                        "4,1,0.25,0.375,0.1,true,2.25,0.6,0.5");
    }

    @Test
    void csv_quotesNames_andGivesALateMetricAColumnOfItsOwn() throws IOException {
        try (FitListener csv = new CsvLogger(folder)) {
            csv.started(Runs.start(0));
            csv.validated(Runs.epoch(1, Map.of("odd,\"name\"", 1.0)));
            csv.validated(Runs.epoch(2, Map.of("late", Double.NaN)));
        }
        try (FitListener csv = new CsvLogger(folder)) {
            csv.started(Runs.start(8));
            csv.validated(Runs.epoch(3, Map.of("late", 3.0, "odd,\"name\"", 2.0)));
        }

        assertThat(lines("epochs.csv"))
                .containsExactly(
                        "step,epoch,training_loss,validation_loss,learning_rate,best,seconds,\"odd,\"\"name\"\"\",late",
                        "4,1,0.25,0.375,0.1,true,2.25,1.0,",
                        "8,2,0.125,0.1875,0.05,false,4.25,,NaN",
                        "12,3,0.08333333333333333,0.125,0.03333333333333333,true,6.25,2.0,3.0");
    }

    @Test
    void onResume_rowsOfLaterStepsAndATornLastOneAreGone() throws IOException {
        FitListener crashed = new CsvLogger(folder);
        crashed.started(Runs.start(0));
        Runs.tell(crashed, 0, 10);
        crashed.close();
        Files.writeString(folder.resolve("steps.csv"), "1,1,0.5", StandardOpenOption.APPEND);

        try (FitListener resumed = new CsvLogger(folder)) {
            resumed.started(Runs.start(6));
            Runs.tell(resumed, 6, Runs.STEPS);
        }

        assertThat(lines("steps.csv"))
                .extracting(line -> line.substring(0, line.indexOf(',')))
                .containsExactly("step", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
        assertThat(lines("epochs.csv"))
                .extracting(line -> line.substring(0, line.indexOf(',')))
                .containsExactly("step", "4", "8", "12");
        assertNothingUnfinished();
    }

    @Test
    void aRunFromItsBeginning_forgetsWhatTheFolderHeld() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (FitListener csv = new CsvLogger(folder);
                    FitListener jsonl = new JsonlLogger(folder, CLOCK)) {
                csv.started(Runs.start(0));
                jsonl.started(Runs.start(0));
                Runs.tell(csv, 0, 4);
                Runs.tell(jsonl, 0, 4);
            }
        }

        assertThat(lines("steps.csv")).hasSize(5);
        assertThat(lines("events.jsonl")).hasSize(6);
    }

    @Test
    void otherColumnsThanOurs_areNotWrittenBehind() throws IOException {
        Files.writeString(folder.resolve("steps.csv"), "iteration,loss\r\n1,2\r\n");

        assertThatThrownBy(() -> new CsvLogger(folder).started(Runs.start(1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("steps.csv cannot go on")
                .hasStackTraceContaining("its columns are [iteration, loss], expected [step, epoch");
        assertThat(lines("steps.csv")).containsExactly("iteration,loss", "1,2");
    }

    @Test
    void jsonl_hasAnObjectForEachEvent_andNoNumberThatIsNone() throws IOException {
        try (FitListener jsonl = new JsonlLogger(folder, CLOCK)) {
            jsonl.started(Runs.start(0));
            jsonl.stepped(new StepResult(1, 12, 1, 0.5, 0.1, Double.POSITIVE_INFINITY, 10, 0.5));
            jsonl.validated(Runs.epoch(1, Map.of("f1_macro", Double.NaN)));
            jsonl.ended(Runs.end());
            jsonl.evaluated(new Evaluation(
                    new Task.Regression("USD"),
                    part(),
                    List.of(1L),
                    new float[] {1},
                    Optional.empty(),
                    Map.of("mae", new MetricEstimate(1.5, 1, Double.NaN))));
        }

        List<String> lines = lines("events.jsonl");
        assertThat(lines).hasSize(5).noneMatch(line -> line.contains("NaN") || line.contains("Infinity"));
        assertThat(read(lines.get(0)))
                .containsEntry("event", "start")
                .containsEntry("step", 0)
                .containsEntry("model", "shoes")
                .containsEntry("time", "2026-03-04T05:06:07Z")
                .containsKeys("experiment", "device", "threads", "parameters");
        assertThat(lines.get(1))
                .isEqualTo("{\"event\":\"step\",\"step\":1,\"epoch\":1,\"loss\":0.5,\"learning_rate\":0.1,"
                        + "\"gradient_norm\":null,\"items\":10,\"seconds\":0.5}");
        assertThat(lines.get(2)).contains("\"event\":\"epoch\",\"step\":4,\"epoch\":1", "\"f1_macro\":null");
        assertThat(lines.get(3)).contains("\"event\":\"end\"", "\"reason\":\"all epochs done\"", "\"best_epoch\":3");
        assertThat(lines.get(4))
                .contains("\"event\":\"evaluation\",\"step\":1,\"epoch\":1,\"task\":\"regression\"")
                .contains("\"mae\":{\"value\":1.5,\"lower\":1.0,\"upper\":null}");
    }

    @Test
    void onResume_eventsOfLaterStepsAreGone_andSoIsAnEndThatWasNone() throws IOException {
        try (FitListener jsonl = new JsonlLogger(folder, CLOCK)) {
            jsonl.started(Runs.start(0));
            Runs.tell(jsonl, 0, 8);
            jsonl.ended(Runs.end());
        }
        Files.writeString(folder.resolve("events.jsonl"), "\0\0\0\n{\"event\":\"st", StandardOpenOption.APPEND);

        try (FitListener jsonl = new JsonlLogger(folder, CLOCK)) {
            jsonl.started(Runs.start(5));
            Runs.tell(jsonl, 5, 6);
        }

        assertThat(lines("events.jsonl"))
                .extracting(line -> read(line).get("event") + " " + read(line).get("step"))
                .containsExactly(
                        "start 0", "step 1", "step 2", "step 3", "step 4", "epoch 4", "step 5", "start 5", "step 6");
        assertNothingUnfinished();
    }

    @Test
    void afterAFailedWrite_nothingIsPutBehindTheBrokenLine() throws IOException {
        Path full = Path.of("/dev/full");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isWritable(full), "a device that is always full");
        LineFile file = LineFile.onto(full, "\n");
        file.append("x");

        assertThatThrownBy(file::flush).hasMessage("log /dev/full cannot be written");
        assertThatThrownBy(() -> file.append("y"))
                .hasMessage("log /dev/full cannot be written")
                .hasStackTraceContaining("No space left on device");
        file.close();
    }

    private void assertNothingUnfinished() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("."));
        }
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }

    private static Map<String, Object> read(String line) {
        return Json.read(line.getBytes(StandardCharsets.UTF_8));
    }

    private static Partition part() {
        return new Partition(1, new float[1], new float[1], new int[] {0, 1}, List.of(example()));
    }

    private static Example example() {
        return new Example("a", new Payload.Row(Map.of()), new Truth.Value(1));
    }
}
