package io.plumbline.trainer.dataset.table;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.trainer.dataset.DataSource;
import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.dataset.source.DataSources;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person can get wrong with a table, and what is said then. */
class CsvBadInputTest {
    private static final int ROWS = 20;

    @TempDir
    Path folder;

    @Test
    void aFileThatIsNotThere_isAProblemOfTheExperiment_withItsNeighbour() throws IOException {
        Files.writeString(folder.resolve("houses.csv"), "a\n1\n");
        Settings data = TestSettings.of(settings("csv-regression", Map.of("file", "house.csv")));

        DataSources.from(data, folder);

        assertThatThrownBy(() -> data.refuseProblems("here"))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("file is a file that is not there: " + folder.resolve("house.csv"))
                .hasMessageContaining("does not exist (did you mean 'houses.csv'?)");
    }

    @Test
    void absentColumns_areNamedTogether_withTheNearestAndWithThoseThereAre() {
        assertThatThrownBy(() -> load(rows(), Map.of("target", "pryce", "exclude", List.of("knd", "size"))))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("data.target is 'pryce'")
                .hasMessageContaining("(did you mean 'price'?), it has [size, kind, price]")
                .hasMessageContaining("data.exclude is 'knd'")
                .hasMessageContaining("(did you mean 'kind'?)");
    }

    @ParameterizedTest
    @CsvSource({"NaN", "nan", "inf", "-inf", "Infinity", "-Infinity"})
    void aNumberThatIsNotFinite_isNamedWithItsRowAndColumn(String cell) {
        assertThatThrownBy(() -> load(rows().replace("\n7,", "\n" + cell + ","), Map.of()))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("t.csv row 8 column size is '" + cell + "', expected a finite number")
                .hasMessageContaining("data.missing-values");
        assertThatThrownBy(() -> load(rows().replace(",1007\n", "," + cell + "\n"), Map.of()))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("t.csv row 8 column price is '" + cell + "', expected a finite number");
    }

    @Test
    void aMissingTarget_isNamedWithItsRow() {
        assertThatThrownBy(() -> load(rows().replace(",1007\n", ",\n"), Map.of()))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("t.csv row 8 column price is missing, expected a finite number");
        assertThatThrownBy(() -> load(
                        rows().replace("\n7,odd,", "\n7,,"), Map.of("type", "csv-classification", "target", "kind")))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("t.csv row 8 column kind is missing, expected the name of a class");
    }

    @Test
    void aConstantTarget_teachesNothing() {
        assertThatThrownBy(() -> load(rows().replaceAll(",10\\d\\d\n", ",5\n"), Map.of()))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining(
                        "rows to train on are of the target 5.0, expected at least two different targets");
        assertThatThrownBy(() ->
                        load(rows().replace("odd", "even"), Map.of("type", "csv-classification", "target", "kind")))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("rows to train on are of class 'even', expected at least two different targets");
    }

    @Test
    void aClassThatOnlyTheOtherPartsHave_isRefused() {
        String csv = rows().replace("\n19,odd,", "\n19,rare,").replace("\n0,", "\n00,");

        assertThatThrownBy(() -> load(
                        csv,
                        Map.of(
                                "type", "csv-classification",
                                "target", "kind",
                                "split", "time",
                                "time-column", "size")))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("class 'rare' has 1 items in the holdout part and none to train on")
                .hasMessageContaining("stratified");
    }

    @Test
    void aClassThatTheExperimentDoesNotName_isNamedWithItsRow() {
        assertThatThrownBy(() -> load(
                        rows(),
                        Map.of("type", "csv-classification", "target", "kind", "classes", List.of("even", "uneven"))))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("t.csv row 2 column kind is 'odd', expected one of the classes [even, uneven]");
    }

    @Test
    void aColumnOfIds_isNoCategory() {
        assertThatThrownBy(() -> load(rows().replaceAll("(\\d+),(odd|even)", "$1,$2-$1"), Map.of("max-categories", 10)))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("data.max-categories is 10, but column 'kind' has 16 categories in training")
                .hasMessageContaining("t.csv row 1 'even-0'")
                .hasMessageContaining("data.exclude");
        assertThatThrownBy(() ->
                        load(rows(), Map.of("type", "csv-classification", "target", "price", "max-categories", 10)))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("the target has 20 classes");
    }

    @Test
    void log1p_namesNumbersAboveMinusOne() {
        assertThatThrownBy(() -> load(rows(), Map.of("log1p", List.of("sise", "kind"))))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("data.log1p names 'sise', which is no feature (did you mean 'size'?)")
                .hasMessageContaining("data.log1p names 'kind', which is a category")
                .hasMessageContaining("t.csv row 1 'even' is no number");
        assertThatThrownBy(() -> load(rows().replaceAll("\n(\\d)", "\n-$1"), Map.of("log1p", List.of("size"))))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("feature 'size' is -")
                .hasMessageContaining("expected more than -1");
    }

    @Test
    void aTargetWithoutALogarithm_isNamedWithItsItem() {
        assertThatThrownBy(() -> load(rows().replaceAll(",10(\\d\\d)\n", ",-10$1\n"), Map.of()))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("the target of t-0000")
                .hasMessageContaining("set data.log-target to false");
    }

    @Test
    void aHeaderWithoutRows_aTruncatedRow_andOtherBytesThanUtf8_areRefused() throws IOException {
        assertThatThrownBy(() -> load("size,kind,price\n", Map.of()))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("t.csv has a header and no rows");
        byte[] latin1 = rows().replace("\n7,odd", "\n7,öde").getBytes(StandardCharsets.ISO_8859_1);
        Files.write(folder.resolve("latin1.csv"), latin1);
        assertThatThrownBy(() -> source(Map.of("file", "latin1.csv")).load())
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("latin1.csv is not UTF-8 text: byte 0xf6 in line 9");
    }

    @Test
    void aTimeThatIsNone_isNamedWithItsRow() {
        assertThatThrownBy(() -> load(rows(), Map.of("split", "time", "time-column", "kind")))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("t.csv row 1 column kind is 'even', expected a number, or a date and time");
    }

    @Test
    void featuresThatNeverVary_leaveNothingToLearnFrom() {
        assertThatThrownBy(() -> load(rows(), Map.of("exclude", List.of("size", "kind"))))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("none of the features [] varies");
    }

    private static String rows() {
        StringBuilder csv = new StringBuilder("size,kind,price\n");
        for (int i = 0; i < ROWS; i++) {
            csv.append(i)
                    .append(i % 2 == 0 ? ",even," : ",odd,")
                    .append(1000 + i)
                    .append('\n');
        }
        return csv.toString();
    }

    private void load(String csv, Map<String, Object> given) throws IOException {
        Files.writeString(folder.resolve("t.csv"), csv);
        source(given).load();
    }

    private DataSource source(Map<String, Object> given) {
        String type = (String) given.getOrDefault("type", "csv-regression");
        Settings data = TestSettings.of(settings(type, given));
        DataSource source = DataSources.from(data, folder);
        data.refuseProblems("here");
        return source;
    }

    private static Map<String, Object> settings(String type, Map<String, Object> given) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "type", type, "file", "t.csv", "target", "price", "id-prefix", "t", "holdout", 2, "validation", 2));
        if (type.equals("csv-regression")) {
            settings.put("unit", "USD");
        }
        settings.putAll(given);
        return settings;
    }
}
