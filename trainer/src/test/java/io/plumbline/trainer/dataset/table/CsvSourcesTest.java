package io.plumbline.trainer.dataset.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.contracts.checkpoint.FeatureEncoder;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Example;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.dataset.TargetScale;
import io.plumbline.trainer.dataset.source.DataSources;
import io.plumbline.trainer.experiment.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvSourcesTest {
    private static final Path EXPERIMENTS = Path.of("../deploy/experiments");

    @TempDir
    Path folder;

    @Test
    void features_areStandardizedOverTheTrainingRows_andMissingOnesTakeTheMean() throws IOException {
        StringBuilder csv = new StringBuilder("size,kind,price\n");
        for (int i = 0; i < 40; i++) {
            csv.append(i % 8 == 0 ? "" : i).append(',').append(i % 10 == 3 ? "" : i % 2 == 0 ? "flat" : "house");
            csv.append(',').append(1000 + i).append('\n');
        }
        Files.writeString(folder.resolve("t.csv"), csv);

        Dataset data = regression(folder, Map.of("file", "t.csv", "holdout", 8, "validation", 4));

        float[] sizes = column(data.train(), 0);
        assertThat(mean(sizes)).isCloseTo(0, within(1e-5));
        assertThat(data.rowShape()).containsExactly(3L);
        for (int row = 0; row < data.train().rows(); row++) {
            Map<String, FeatureValue> sent =
                    ((Payload.Row) data.train().examples().get(row).payload()).features();
            float flat = data.train().inputs()[row * 3 + 1];
            float house = data.train().inputs()[row * 3 + 2];
            FeatureValue kind = sent.get("kind");
            assertThat(flat).isEqualTo(kind.equals(new FeatureValue.Text("flat")) ? 1f : 0f);
            assertThat(house).isEqualTo(kind.equals(new FeatureValue.Text("house")) ? 1f : 0f);
            if (sent.get("size") instanceof FeatureValue.Missing) {
                assertThat(sizes[row]).isCloseTo(0f, within(1e-5f));
            }
            assertThat(sent).doesNotContainKey("price");
        }
    }

    @Test
    void classes_comeFromTheFile_sorted_orAsTheExperimentListsThem() throws IOException {
        StringBuilder csv = new StringBuilder("x,y,kind\n");
        for (int i = 0; i < 60; i++) {
            csv.append(i)
                    .append(',')
                    .append(i % 7)
                    .append(',')
                    .append(List.of("10", "9", "2").get(i % 3))
                    .append('\n');
        }
        Files.writeString(folder.resolve("t.csv"), csv);
        Map<String, Object> settings = new HashMap<>(Map.of(
                "type", "csv-classification",
                "file", "t.csv",
                "target", "kind",
                "id-prefix", "kinds",
                "split", "stratified",
                "holdout", 0.2,
                "validation", 0.1));

        Dataset found = DataSources.from(TestSettings.of(settings), folder).load();
        settings.put("classes", List.of("9", "10", "2"));
        Dataset listed = DataSources.from(TestSettings.of(settings), folder).load();

        assertThat(found.task()).isEqualTo(new Task.Classification(List.of("2", "9", "10")));
        assertThat(listed.task()).isEqualTo(new Task.Classification(List.of("9", "10", "2")));
        assertThat(found.classCounts()).containsExactly(14L, 14L, 14L);
        assertThat(found.holdout().items()).isEqualTo(12);
        for (int item = 0; item < 12; item++) {
            Example example = found.holdout().examples().get(item);
            int row = Integer.parseInt(example.id().substring("kinds-".length()));
            Truth truth = new Truth.ClassName(List.of("10", "9", "2").get(row % 3));
            assertThat(example.truth()).isEqualTo(truth);
            assertThat(((Payload.Row) example.payload()).features())
                    .containsOnlyKeys("x", "y")
                    .containsEntry("x", new FeatureValue.Numeric(row));
            assertThat((int) found.holdout().targets()[item])
                    .isEqualTo(List.of(2, 1, 0).get(row % 3));
        }
    }

    @Test
    void missingNumbers_takeTheMedian_orAConstant() throws IOException {
        StringBuilder csv = new StringBuilder("size,price\n");
        for (int i = 0; i < 41; i++) {
            csv.append(i % 4 == 0 ? "?" : i * i).append(',').append(1000 + i).append('\n');
        }
        Files.writeString(folder.resolve("t.csv"), csv);
        Map<String, Object> given = new HashMap<>(Map.of(
                "file", "t.csv", "holdout", 1, "validation", 1, "missing-values", List.of("?"), "missing", "median"));

        Dataset median = regression(folder, given);
        given.put("missing", "constant");
        given.put("fill", -3.5);
        Dataset constant = regression(folder, given);

        double[] known = median.train().examples().stream()
                .map(example -> ((Payload.Row) example.payload()).features().get("size"))
                .filter(FeatureValue.Numeric.class::isInstance)
                .mapToDouble(value -> ((FeatureValue.Numeric) value).value())
                .sorted()
                .toArray();
        int half = known.length / 2;
        double middle = known.length % 2 == 1 ? known[half] : (known[half - 1] + known[half]) / 2;
        assertThat(median.preprocessing().get(0)).isEqualTo(new Step.Impute("size", middle));
        assertThat(constant.preprocessing().get(0)).isEqualTo(new Step.Impute("size", -3.5));
    }

    @ParameterizedTest
    @CsvSource({"2026-03-%02d", "2026-03-%02dT10:00:00+02:00", "2026-03-%02d 08:00:00", "%d"})
    void byTime_theNewestRowsAreHeldOut_andTheTimeIsNoFeature(String time) throws IOException {
        StringBuilder csv = new StringBuilder("when,size,price\n");
        for (int i = 0; i < 30; i++) {
            int day = (i * 7) % 30 + 1;
            csv.append(time.formatted(day))
                    .append(',')
                    .append(i % 5)
                    .append(',')
                    .append(day)
                    .append('\n');
        }
        Files.writeString(folder.resolve("t.csv"), csv);

        Dataset data = regression(
                folder, Map.of("file", "t.csv", "holdout", 3, "validation", 2, "split", "time", "time-column", "when"));

        assertThat(data.holdout().targets()).containsExactlyInAnyOrder(28, 29, 30);
        assertThat(data.validation().targets()).containsExactlyInAnyOrder(26, 27);
        assertThat(data.rowShape()).containsExactly(1L);
    }

    @Test
    void aByteOrderMark_isNoPartOfTheFirstColumn() throws IOException {
        StringBuilder csv = new StringBuilder("\uFEFFsize,price\n");
        for (int i = 0; i < 9; i++) {
            csv.append(i).append(',').append(i).append('\n');
        }
        Files.writeString(folder.resolve("t.csv"), csv);

        Dataset data =
                regression(folder, Map.of("file", "t.csv", "holdout", 2, "validation", 2, "log1p", List.of("size")));

        assertThat(data.preprocessing()).contains(new Step.Log1p("size"));
    }

    @Test
    void targetScale_undoesItself() {
        float[] prices = {100_000, 150_000, 200_000, 400_000};

        TargetScale scale = TargetScale.fit(prices, true);

        double sum = 0;
        for (float price : prices) {
            float scaled = scale.apply(price);
            sum += scaled;
            assertThat(Math.expm1(scaled * scale.std() + scale.mean())).isCloseTo(price, within(1.0));
        }
        assertThat(sum).isCloseTo(0, within(1e-5));
    }

    @Test
    void ames_isSplitIntoTheDocumentedParts() {
        Dataset data = regression(
                EXPERIMENTS,
                Map.of(
                        "file",
                        "../datasets/ames/ames.csv.gz",
                        "target",
                        "Sale_Price",
                        "holdout",
                        586,
                        "validation",
                        234));

        assertThat(data.train().items()).isEqualTo(2110);
        assertThat(data.holdout().items()).isEqualTo(586);
        assertThat(data.holdout().examples().get(0).id()).matches("ames-\\d{6}");
        assertThat(data.sha256()).hasSize(64);
        float[] encoded = new float[data.train().width()];
        Payload.Row row = (Payload.Row) data.holdout().examples().get(5).payload();
        assertThat(new FeatureEncoder(data.preprocessing()).encode(row.features(), encoded, 0, "here"))
                .isEmpty();
        assertThat(encoded)
                .containsExactly(
                        java.util.Arrays.copyOfRange(data.holdout().inputs(), 5 * encoded.length, 6 * encoded.length));
    }

    @Test
    void listings_areQueriesOfOneMonth_gradedByFifths_withoutThePrice() {
        Dataset data = DataSources.from(
                        TestSettings.of(Map.of(
                                "type", "csv-ranking",
                                "file", "../datasets/ames/ames.csv.gz",
                                "group-by", List.of("Year_Sold", "Mo_Sold"),
                                "grade-by", "Sale_Price",
                                "id-prefix", "listings",
                                "holdout", 11,
                                "validation", 6)),
                        EXPERIMENTS)
                .load();

        assertThat(data.train().items()
                        + data.validation().items()
                        + data.holdout().items())
                .isEqualTo(55);
        Map<Integer, Integer> grades = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (Partition part : List.of(data.train(), data.validation(), data.holdout())) {
            for (float target : part.targets()) {
                grades.merge((int) target, 1, Integer::sum);
            }
            for (Example query : part.examples()) {
                ids.add(query.id());
                Payload.Items items = (Payload.Items) query.payload();
                assertThat(((Truth.Relevance) query.truth()).grades()).hasSameSizeAs(items.items());
                assertThat(items.items().get(0).features()).doesNotContainKeys("Sale_Price", "Mo_Sold", "Year_Sold");
            }
        }
        assertThat(grades).hasSize(5);
        assertThat(grades.values()).allSatisfy(count -> assertThat(count).isBetween(550, 620));
        assertThat(ids).hasSize(55).contains("listings-2009-05", "listings-2006-12");
        Step.Assemble last =
                (Step.Assemble) data.preprocessing().get(data.preprocessing().size() - 1);
        assertThat(last.features()).doesNotContain("Sale_Price", "Mo_Sold", "Year_Sold");
    }

    private static Dataset regression(Path folder, Map<String, Object> given) {
        Map<String, Object> settings =
                new HashMap<>(Map.of("type", "csv-regression", "target", "price", "unit", "USD", "id-prefix", "ames"));
        settings.putAll(given);
        return DataSources.from(TestSettings.of(settings), folder).load();
    }

    private static float[] column(Partition part, int column) {
        float[] values = new float[part.rows()];
        for (int row = 0; row < values.length; row++) {
            values[row] = part.inputs()[row * part.width() + column];
        }
        return values;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
