package io.plumbline.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentFileTest {
    @TempDir
    Path folder;

    @Test
    void overrides_layOverTheFile_andDefaultsFillTheRest() throws IOException {
        Settings settings =
                read("fit: {epochs: 3, batch: 8}\n", "fit.epochs=5", "network.hidden=[4, 2]", "fit.lr=1e-3");

        Settings fit = settings.section("fit");
        assertThat(fit.whole("epochs", 1, 10)).isEqualTo(5);
        assertThat(fit.whole("batch", 1, 10)).isEqualTo(8);
        assertThat(fit.real("lr", 0, 1)).isEqualTo(1e-3);
        assertThat(fit.flag("shuffle", true)).isTrue();
        assertThat(settings.section("network").sizes("hidden")).containsExactly(4, 2);
        settings.refuseProblems("here");
        assertThat(settings.resolved().toString())
                .isEqualTo("{fit={epochs=5, batch=8, lr=0.001, shuffle=true}, network={hidden=[4, 2]}}");
    }

    @Test
    void everyProblem_isNamedAtOnce_withItsPathAndASuggestion() throws IOException {
        Settings settings = read("fit: {epochz: 3, batch: many}\nnetwork: {type: cnnn}\nseed: 1.5\n");
        settings.section("fit").whole("epochs", 1, 10);
        settings.section("fit").whole("batch", 1, 10);
        Settings fit = settings.section("fit");
        fit.whole("epochs", 1, 10);
        fit.whole("batch", 1, 10);
        settings.section("network").choice("type", List.of("mlp", "cnn"));
        settings.whole("seed", 0, 9);

        InvalidExperimentException refusal =
                catchThrowableOfType(InvalidExperimentException.class, () -> settings.refuseProblems("exp.yaml"));

        assertThat(refusal.problems())
                .contains(
                        "fit.epochs is missing, expected a whole number in [1, 10]",
                        "fit.batch is 'many', expected a whole number in [1, 10]",
                        "network.type is 'cnnn', expected one of [mlp, cnn] (did you mean 'cnn'?)",
                        "seed is '1.5', expected a whole number in [0, 9]",
                        "fit.epochz is unknown, expected one of [batch, epochs] (did you mean 'epochs'?)");
    }

    @Test
    void whatIsNoYamlMapping_isRefused() throws IOException {
        assertThatThrownBy(() -> ExperimentFile.read(folder.resolve("none.yaml"), List.of()))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("none.yaml does not exist");
        assertThatThrownBy(() -> read("- a\n- b\n")).isInstanceOf(InvalidExperimentException.class);
        assertThatThrownBy(() -> read("a: 1\n", "a.b=2"))
                .hasMessageContaining("'a', which is a value, expected a section");
        assertThatThrownBy(() -> read("a: 1\n", "novalue")).hasMessageContaining("expected key=value");
    }

    private Settings read(String yaml, String... overrides) throws IOException {
        Path file = Files.writeString(folder.resolve("experiment.yaml"), yaml);
        return ExperimentFile.read(file, List.of(overrides));
    }
}
