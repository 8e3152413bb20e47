package io.plumbline.trainer.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.dataset.TargetScale;
import io.plumbline.trainer.dataset.Targets;
import io.plumbline.trainer.dataset.image.ImageShape;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
    private static final ImageShape TWO_PLANES = new ImageShape(2, 3, 4);

    @ParameterizedTest
    @CsvSource({"false, '3 2 1 0 7 6 5 4 11 10 9 8'", "true, '8 9 10 11 4 5 6 7 0 1 2 3'"})
    void flip_mirrorsEveryPlane(boolean vertical, String firstPlane) {
        float[] pixels = counting(TWO_PLANES);

        new Flip(1, vertical).apply(pixels, 0, TWO_PLANES, new Draws(1));

        float[] expected = new float[24];
        String[] numbers = firstPlane.split(" ", -1);
        for (int i = 0; i < 12; i++) {
            expected[i] = Float.parseFloat(numbers[i]);
            expected[12 + i] = expected[i] + 12;
        }
        assertThat(pixels).containsExactly(expected);
    }

    @Test
    void flip_comesAsOftenAsItsProbabilitySays() {
        int flipped = 0;
        for (int item = 0; item < 2000; item++) {
            float[] pixels = counting(TWO_PLANES);
            new Flip(0.3, false).apply(pixels, 0, TWO_PLANES, new Draws(1, 2, item));
            flipped += pixels[0] == 0 ? 0 : 1;
        }
        assertThat(flipped).isBetween(540, 660);
    }

    @Test
    void crop_shiftsEveryWayUpToThePadding_andFillsWhatComesIn() {
        Set<String> shifts = new HashSet<>();
        for (int item = 0; item < 600; item++) {
            float[] pixels = counting(TWO_PLANES);
            new Crop(1, 99).apply(pixels, 0, TWO_PLANES, new Draws(item));
            int down = -9;
            int right = -9;
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    if (Arrays.equals(pixels, shifted(dy, dx))) {
                        down = dy;
                        right = dx;
                    }
                }
            }
            assertThat(down).as("a shift by one at most").isNotEqualTo(-9);
            shifts.add(down + "," + right);
        }
        assertThat(shifts).hasSize(9);
    }

    @Test
    void crop_byMoreThanTheImage_leavesOnlyFill() {
        ImageShape shape = new ImageShape(1, 2, 2);
        for (int item = 0; item < 200; item++) {
            float[] pixels = counting(shape);
            new Crop(5, 7).apply(pixels, 0, shape, new Draws(item));
            assertThat(pixels).hasSize(4);
        }
    }

    @Test
    void rotate_byAQuarterTurn_movesTheLastColumnToTheFirstRow() {
        ImageShape square = new ImageShape(1, 3, 3);
        float[] pixels = counting(square);

        new Rotate(1, 180, 0).turn(pixels, 0, square, Math.PI / 2);

        float[] expected = {2, 5, 8, 1, 4, 7, 0, 3, 6};
        for (int i = 0; i < 9; i++) {
            assertThat(pixels[i]).isCloseTo(expected[i], within(1e-4f));
        }
    }

    @Test
    void rotate_agreesWithPyTorchsAffineGrid() {
        // python3: t = torch.arange(16.).reshape(1, 1, 4, 4); a = math.radians(30); c, s = math.cos(a), math.sin(a)
        // g = F.affine_grid(torch.tensor([[[c, -s, 0], [s, c, 0]]]), t.shape, align_corners=False)
        // F.grid_sample(t, g, align_corners=False)   (PyTorch 1.13.1)
        float[] expected = {
            0.42885f, 1.72789f, 4.48686f, 3.06828f, 1.71891f, 4.58494f, 7.45096f, 9.76443f,
            4.50000f, 7.54904f, 10.41506f, 13.28109f, 3.69615f, 10.51314f, 12.53654f, 6.33558f
        };
        ImageShape square = new ImageShape(1, 4, 4);
        float[] pixels = counting(square);

        new Rotate(1, 180, 0).turn(pixels, 0, square, Math.toRadians(30));

        for (int i = 0; i < 16; i++) {
            assertThat(pixels[i]).isCloseTo(expected[i], within(1e-4f));
        }
    }

    @Test
    void erase_coversOneRectangleOfTheAreaAskedFor_inAllPlanes() {
        ImageShape shape = new ImageShape(3, 20, 30);
        for (int item = 0; item < 300; item++) {
            float[] pixels = new float[shape.size()];
            new Erase(1, 0.1, 0.2, 255).apply(pixels, 0, shape, new Draws(item));
            int top = 20, bottom = -1, left = 30, right = -1, covered = 0;
            for (int y = 0; y < 20; y++) {
                for (int x = 0; x < 30; x++) {
                    if (pixels[y * 30 + x] == 255) {
                        covered++;
                        top = Math.min(top, y);
                        bottom = Math.max(bottom, y);
                        left = Math.min(left, x);
                        right = Math.max(right, x);
                    }
                    assertThat(pixels[600 + y * 30 + x]).isEqualTo(pixels[y * 30 + x]);
                    assertThat(pixels[1200 + y * 30 + x]).isEqualTo(pixels[y * 30 + x]);
                }
            }
            assertThat(covered).isEqualTo((bottom - top + 1) * (right - left + 1));
            // Sides are rounded to pixels: a side of 5.5 becomes 5 or 6.
            assertThat(covered / 600.0).isBetween(0.08, 0.23);
        }
    }

    @Test
    void colourJitter_scalesBrightness_andStaysWithinPixels() {
        ImageShape shape = new ImageShape(3, 1, 2);
        Set<Float> factors = new HashSet<>();
        for (int item = 0; item < 100; item++) {
            float[] pixels = {100, 0, 200, 10, 50, 250};
            new ColourJitter(0.5, 0, 0).apply(pixels, 0, shape, new Draws(item));
            float factor = pixels[0] / 100;
            factors.add(factor);
            assertThat(factor).isBetween(0.5f, 1.5f);
            assertThat(pixels[1]).isZero();
            assertThat(pixels[2]).isCloseTo(Math.min(255, 200 * factor), within(1e-3f));
            assertThat(pixels[5]).isCloseTo(Math.min(255, 250 * factor), within(1e-3f));
        }
        assertThat(factors).hasSizeGreaterThan(90);
    }

    @Test
    void colourJitter_keepsTheMeanGreyUnderContrast_andEachGreyUnderSaturation() {
        ImageShape shape = new ImageShape(3, 1, 2);
        float[] original = {100, 90, 120, 80, 110, 95};
        float[] contrasted = original.clone();
        new ColourJitter(0, 0.5, 0).apply(contrasted, 0, shape, new Draws(3));
        float[] saturated = original.clone();
        new ColourJitter(0, 0, 0.5).apply(saturated, 0, shape, new Draws(3));

        assertThat(contrasted).isNotEqualTo(original);
        assertThat(grey(contrasted, 0) + grey(contrasted, 1))
                .isCloseTo(grey(original, 0) + grey(original, 1), within(1e-3));
        assertThat(saturated).isNotEqualTo(original);
        for (int p = 0; p < 2; p++) {
            assertThat(grey(saturated, p)).isCloseTo(grey(original, p), within(1e-3));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.1, 0.2, 1, 4})
    void beta_hasItsMeanAndItsVariance(double alpha) {
        int draws = 20_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double lambda = new Draws(5, i).beta(alpha);
            assertThat(lambda).isBetween(0.0, 1.0);
            sum += lambda;
            squares += (lambda - 0.5) * (lambda - 0.5);
        }
        // Beta(a, a) has mean 1/2 and variance 1 / (4 (2a + 1)).
        assertThat(sum / draws).isCloseTo(0.5, within(0.02));
        assertThat(squares / draws).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.01));
    }

    @Test
    void mixup_blendsPixelsAndClasses_byTheSameLambda() {
        Augmenter augmenter = bound(Map.of("type", "mixup", "alpha", 1.0));
        float[] inputs = constantImages(10);

        Targets mixed = augmenter.mix(inputs, classes(10), 1, 2, 3);

        assertMixed(inputs, mixed, false);
    }

    @Test
    void cutMix_countsExactlyThePixelsThatItPasted() {
        Augmenter augmenter = bound(Map.of("type", "cutmix", "alpha", 1.0));
        Set<Float> shares = new HashSet<>();
        for (int batch = 0; batch < 50; batch++) {
            float[] inputs = constantImages(10);

            Targets mixed = augmenter.mix(inputs, classes(10), 1, 2, batch);

            assertMixed(inputs, mixed, true);
            for (float probability : mixed.distributions()) {
                shares.add(probability);
            }
        }
        assertThat(shares).hasSizeGreaterThan(5);
    }

    @Test
    void whatHappensToAnImage_comesFromSeedEpochItemAndRepeat_andFromNothingElse() {
        Augmenter augmenter = bound(Map.of("type", "colour-jitter", "brightness", 0.5));
        Set<Float> looks = new HashSet<>();
        for (Augmenter.Place place : List.of(
                new Augmenter.Place(1, 1, 1, 0),
                new Augmenter.Place(2, 1, 1, 0),
                new Augmenter.Place(1, 2, 1, 0),
                new Augmenter.Place(1, 1, 2, 0),
                new Augmenter.Place(1, 1, 1, 1))) {
            float[] inputs = new float[36];
            Arrays.fill(inputs, 100);
            augmenter.change(inputs, 2, place);
            augmenter.change(inputs, 0, place);
            assertThat(inputs[0]).as("wherever it lies in its batch").isEqualTo(inputs[24]);
            assertThat(inputs[12]).as("another image of the batch").isEqualTo(100);
            looks.add(inputs[0]);
        }
        assertThat(looks).hasSize(5);
    }

    @Test
    void aBatchOfOne_andABatchPassedOver_keepTheirClasses() {
        float[] inputs = constantImages(10);
        assertThat(bound(Map.of("type", "mixup", "probability", 0))
                        .mix(inputs, classes(10), 1, 2, 3)
                        .soft())
                .isFalse();
        assertThat(bound(Map.of("type", "mixup"))
                        .mix(new float[12], new Targets(new float[1], new int[1]), 1, 2, 3)
                        .soft())
                .isFalse();
    }

    @Test
    void settings_takeBothSpellings_andNameMistakes() {
        Settings right = TestSettings.of(Map.of("augment", List.of("flip", Map.of("type", "color_jitter"))));
        assertThat(Augmentation.from(right.sections("augment")).isNone()).isFalse();
        right.refuseProblems("here");
        Settings wrong = TestSettings.of(Map.of(
                "augment",
                List.of(
                        "flipp",
                        Map.of("type", "erase", "area", List.of(0.5, 0.1)),
                        Map.of("type", "rotate", "degrees", 270),
                        Map.of("type", "crop", "padding", 2, "colour", 3))));
        Augmentation.from(wrong.sections("augment"));

        assertThatThrownBy(() -> wrong.refuseProblems("here"))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("augment[0].type is 'flipp'")
                .hasMessageContaining("did you mean 'flip'?")
                .hasMessageContaining("augment[1].area is '[0.5, 0.1]', expected two ascending numbers in [0.0, 1.0]")
                .hasMessageContaining("augment[2].degrees is '270'")
                .hasMessageContaining("augment[3].colour is unknown");
    }

    @Test
    void whatMakesNoSenseForTheData_isRefused() {
        assertThatThrownBy(() -> augmentation(Map.of("type", "colour-jitter", "saturation", 0.5))
                        .over(images(new Task.Classification(List.of("a", "b")))))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining(
                        "augment's colour-jitter saturation is 0.5, but images of [1, 3, 4] have no colours");
        assertThatThrownBy(() -> augmentation(Map.of("type", "mixup")).over(images(new Task.Regression("m"))))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("augment mixes classes, but the task of the data is regression");
    }

    /** Images are constant, of the value of their class: so each pixel says which image it came from. */
    private static void assertMixed(float[] inputs, Targets mixed, boolean wholePixels) {
        assertThat(mixed.soft()).isTrue();
        assertThat(mixed.values()).containsExactly(classes(10).values());
        for (int image = 0; image < 10; image++) {
            double expected = 0;
            double sum = 0;
            for (int of = 0; of < 10; of++) {
                float probability = mixed.distributions()[image * 10 + of];
                expected += probability * of;
                sum += probability;
            }
            double mean = IntStream.range(image * 12, image * 12 + 12)
                            .mapToDouble(p -> inputs[p])
                            .sum()
                    / 12;
            assertThat(sum).isCloseTo(1, within(1e-6));
            assertThat(mean).isCloseTo(expected, within(1e-5));
            if (wholePixels) {
                for (int p = image * 12; p < image * 12 + 12; p++) {
                    assertThat(inputs[p]).isEqualTo((float) Math.rint(inputs[p]));
                }
            }
        }
    }

    private static float[] constantImages(int count) {
        float[] inputs = new float[count * 12];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = i / 12;
        }
        return inputs;
    }

    private static Targets classes(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        return new Targets(values, new int[count]);
    }

    private static Augmenter bound(Map<String, Object> change) {
        return augmentation(change)
                .over(images(new Task.Classification(
                        IntStream.range(0, 10).mapToObj(String::valueOf).toList())));
    }

    @SafeVarargs
    private static Augmentation augmentation(Map<String, Object>... changes) {
        List<Object> list = new ArrayList<>(List.of(changes));
        return Augmentation.from(TestSettings.of(Map.of("augment", list)).sections("augment"));
    }

    private static Dataset images(Task task) {
        Partition none = new Partition(12, new float[0], new float[0], new int[1], List.of());
        return new Dataset(
                task,
                "image",
                List.of(1L, 3L, 4L),
                List.of(new Step.ScaleImage("image", 1, 0, 1)),
                TargetScale.NONE,
                none,
                none,
                none,
                "");
    }

    private static float[] counting(ImageShape shape) {
        float[] pixels = new float[shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i;
        }
        return pixels;
    }

    private static float[] shifted(int down, int right) {
        float[] shifted = new float[24];
        for (int i = 0; i < 24; i++) {
            int y = i % 12 / 4 - down;
            int x = i % 4 - right;
            shifted[i] = y >= 0 && y < 3 && x >= 0 && x < 4 ? i / 12 * 12 + y * 4 + x : 99;
        }
        return shifted;
    }

    private static double grey(float[] pixels, int at) {
        return 0.299 * pixels[at] + 0.587 * pixels[2 + at] + 0.114 * pixels[4 + at];
    }
}
