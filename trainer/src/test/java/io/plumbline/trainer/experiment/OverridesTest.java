package io.plumbline.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverridesTest {
    private static final String FILE = """
            network: {type: cnn, channels: [8], dropout: 0.3}
            schedule: {type: cosine, learning-rate: 0.01, warm-up: 0.1}
            optimizer: {clip-norm: 1.0}
            augment: [flip, {type: erase, probability: 0.5}]
            loggers: csv
            fit: {epochs: 3}
            """;

    @TempDir
    Path folder;

    @Test
    void theCommandLine_winsOverTheEnvironment_whichWinsOverTheFile() throws IOException {
        Settings fit = read(
                        Map.of(
                                "PLUMBLINE_TRAIN_FIT__EPOCHS",
                                "4",
                                "PLUMBLINE_TRAIN_FIT__MAX_STEPS",
                                "70",
                                "FIT__X",
                                "1"),
                        "fit.epochs=5")
                .section("fit");

        assertThat(fit.whole("epochs", 1, 9)).isEqualTo(5);
        assertThat(fit.whole("max-steps", 1, 99)).isEqualTo(70);
        assertThat(fit.provenance().place("fit.epochs")).isEqualTo("--set fit.epochs");
        assertThat(fit.provenance().place("fit.max-steps")).isEqualTo("PLUMBLINE_TRAIN_FIT__MAX_STEPS");
    }

    @Test
    void problems_sayFromWhichVariableOrOptionTheyCame() throws IOException {
        Settings read = read(
                Map.of("PLUMBLINE_TRAIN_FIT__EPOCS", "4"), "fit.epochs=many", "novalue", "fit..x=1", "fit.epochs.x=1");
        read.section("fit").whole("epochs", 1, 9);
        List.of("network", "schedule", "optimizer")
                .forEach(key -> read.section(key).flag("x", true));

        assertThat(problems(read))
                .contains(
                        "PLUMBLINE_TRAIN_FIT__EPOCS: fit.epocs is unknown, expected one of [epochs]"
                                + " (did you mean 'epochs'?)",
                        "--set fit.epochs: fit.epochs is 'many', expected a whole number in [1, 9]",
                        "--set novalue: has no key, expected key=value",
                        "--set fit..x: 'fit..x' is not a key, expected one such as fit.epochs or loggers[0].type",
                        "--set fit.epochs.x: goes below 'fit.epochs', which is a value, expected a section");
    }

    @Test
    void anUnknownSection_saysWhoNamedIt() throws IOException {
        Settings read = read(Map.of(), "fitt.epochs=4");
        read.section("fit").whole("epochs", 1, 9);

        assertThat(problems(read)).anyMatch(problem -> problem.startsWith("--set fitt.epochs: fitt is unknown"));
    }

    @Test
    void listsAndSections_areWrittenInline() throws IOException {
        Settings read = read(Map.of("PLUMBLINE_TRAIN_NETWORK__CHANNELS", "[4, 4]"), "loggers=[csv, {type: html}]");

        assertThat(read.section("network").sizes("channels")).containsExactly(4, 4);
        assertThat(read.sections("loggers"))
                .extracting(logger -> logger.text("type"))
                .containsExactly("csv", "html");
    }

    @Test
    void anEntryOfAList_isReachedByItsPlace_andOneBehindTheLastIsAdded() throws IOException {
        Settings read = read(
                Map.of("PLUMBLINE_TRAIN_AUGMENT__1__PROBABILITY", "0.4"),
                "augment[0].probability=0.3",
                "augment[2]=crop",
                "loggers[0].file=a.csv",
                "network.channels[0]=16");

        List<Settings> augment = read.sections("augment");
        assertThat(augment).extracting(each -> each.text("type")).containsExactly("flip", "erase", "crop");
        assertThat(augment.get(0).real("probability", 0, 1)).isEqualTo(0.3);
        assertThat(augment.get(1).real("probability", 0, 1)).isEqualTo(0.4);
        assertThat(read.sections("loggers").get(0).text("file")).isEqualTo("a.csv");
        assertThat(read.sections("loggers").get(0).text("type")).isEqualTo("csv");
        assertThat(read.section("network").sizes("channels")).containsExactly(16);
    }

    @Test
    void aPlaceBehindTheList_isAProblem() throws IOException {
        assertThat(problems(read(Map.of(), "augment[5].probability=0.3")))
                .contains("--set augment[5].probability: augment[5] is beyond the list, which has 2 entries");
    }

    @Test
    void aTypeChangedAlone_keepsWhatTheNewTypeKnows_andNobodyMindsTheRest() throws IOException {
        Settings read = read(Map.of(), "schedule.type=step", "schedule.gamma=0.5");
        Settings schedule = read.section("schedule");

        assertThat(schedule.text("type")).isEqualTo("step");
        assertThat(schedule.real("learning-rate", 0, 1)).isEqualTo(0.01);
        assertThat(schedule.real("gamma", 0, 1)).isEqualTo(0.5);
        assertThat(schedule.resolved()).containsOnlyKeys("type", "learning-rate", "gamma");
        assertThat(problems(read)).noneMatch(problem -> problem.contains("warm-up"));
    }

    @Test
    void aWholeSectionOfAnotherType_startsAnew() throws IOException {
        Settings network = read(Map.of(), "network={type: mlp, hidden: [64]}", "network.bias=true")
                .section("network");

        assertThat(network.sizes("hidden")).containsExactly(64);
        assertThat(network.flag("bias", false)).isTrue();
        assertThat(network.has("dropout")).isFalse();
        assertThat(network.provenance().place("network.hidden")).isEqualTo("--set network");
    }

    @Test
    void bothSpellingsOfAKey_areTheSame() throws IOException {
        assertThat(read(Map.of(), "optimizer.clip_norm=2").section("optimizer").real("clip-norm", 0, 9))
                .isEqualTo(2);
    }

    @Test
    void values_areYaml_andWhatIsNotIsText() {
        assertThat(InlineValue.read("1e-3")).isEqualTo(1e-3);
        assertThat(InlineValue.read(" .5")).isEqualTo(0.5);
        assertThat(InlineValue.read("'1'")).isEqualTo("1");
        assertThat(InlineValue.read("a: b")).isEqualTo("a: b");
        assertThat(InlineValue.read("- a")).isEqualTo("- a");
        assertThat(InlineValue.read("#7")).isEqualTo("#7");
        assertThat(InlineValue.read("*all")).isEqualTo("*all");
        assertThat(InlineValue.read("")).isEqualTo("");
        assertThat(InlineValue.read("null")).isNull();
        assertThat(InlineValue.read("/data/x y.csv")).isEqualTo("/data/x y.csv");
    }

    @Test
    void brokenYaml_isAProblem_thatNamesTheKey() throws IOException {
        assertThat(problems(read(Map.of(), "network={type: mlp")))
                .anyMatch(problem -> problem.startsWith("--set network: network is '{type: mlp', which is not YAML"));
    }

    private static List<String> problems(Settings settings) {
        return catchThrowableOfType(InvalidExperimentException.class, () -> settings.refuseProblems("x"))
                .problems();
    }

    private Settings read(Map<String, String> environment, String... sets) throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"), FILE);
        return ExperimentFile.read(file, List.of(sets), environment);
    }
}
