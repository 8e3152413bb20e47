package io.plumbline.trainer.dataset.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.DataSource;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Example;
import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.dataset.source.DataSources;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFolderTest {
    @TempDir
    Path folder;

    @Test
    void pictures_becomeRawPixelsChannelByChannel_andClassesTheNamesOfTheirFolders() throws IOException {
        for (int i = 0; i < 6; i++) {
            write("cats/c" + i + ".png", colour(2, 3, 10 + i));
            write("dogs/d" + i + ".bmp", colour(2, 3, 100 + i));
        }
        Files.writeString(folder.resolve("dogs/notes.txt"), "x");
        Files.createDirectories(folder.resolve(".cache"));

        Dataset data = load(Map.of());

        assertThat(data.task()).isEqualTo(new Task.Classification(List.of("cats", "dogs")));
        assertThat(data.rowShape()).containsExactly(3L, 2L, 3L);
        assertThat(data.train().items()).isEqualTo(8);
        assertThat(data.provenance()).containsEntry("pictures", 12).containsEntry("other_files", 1);
        for (int item = 0; item < 8; item++) {
            Example example = data.train().examples().get(item);
            int image = Integer.parseInt(example.id().substring("pets-".length()));
            int base = image < 6 ? 10 + image : 94 + image;
            float[] inputs = Arrays.copyOfRange(data.train().inputs(), item * 18, item * 18 + 18);
            for (int p = 0; p < 6; p++) {
                assertThat(inputs[p]).isEqualTo(base + p);
                assertThat(inputs[6 + p]).isEqualTo(base + p + 50);
                assertThat(inputs[12 + p]).isEqualTo(base + p + 100);
            }
            assertThat(example.truth()).isEqualTo(new Truth.ClassName(image < 6 ? "cats" : "dogs"));
            FloatBuffer sent = ((Payload.Raw) example.payload())
                    .bytes()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            float[] values = new float[18];
            sent.get(values);
            assertThat(values).containsExactly(inputs);
        }
    }

    @Test
    void theGraphScales_byMeanAndDeviationOfTheTrainingPixels() throws IOException {
        for (int i = 0; i < 6; i++) {
            write("a/" + i + ".png", grey(1, 1, 40));
            write("b/" + i + ".png", grey(1, 1, 80));
        }

        Dataset data = load(Map.of("channels", 1, "split", "stratified"));

        // Four of each class train: the mean of 40 and 80, and half their distance.
        Step.ScaleImage scale = (Step.ScaleImage) data.preprocessing().get(0);
        assertThat(scale.mean() * 255).isCloseTo(60, within(1e-9));
        assertThat(scale.std() * 255).isCloseTo(20, within(1e-9));
        assertThat(scale.factor() * 255).isCloseTo(1, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        // An IDX-like grey picture keeps its samples: Java's own conversion would turn 40 into 115.
        "10, 1, '40 41 42 43 44 45'",
        "10, 3, '40 41 42 43 44 45 40 41 42 43 44 45 40 41 42 43 44 45'",
        // Red 40, green 90, blue 140: 0.299 * 40 + 0.587 * 90 + 0.114 * 140 = 80.75.
        "1, 1, '80.75 81.75 82.75 83.75 84.75 85.75'",
        "11, 1, '40 41 42 43 44 45'"
    })
    void greyAndColour_areTakenAsTheOther(int javaType, int channels, String expected) throws IOException {
        BufferedImage image = javaType == BufferedImage.TYPE_BYTE_GRAY
                ? grey(2, 3, 40)
                : javaType == BufferedImage.TYPE_USHORT_GRAY ? deepGrey(2, 3, 40) : colour(2, 3, 40);
        Path file = write("x/p.png", image);

        Picture picture = Picture.read(file, Files.readAllBytes(file), channels);

        String[] values = expected.split(" ", -1);
        assertThat(picture.pixels()).hasSize(values.length);
        for (int i = 0; i < values.length; i++) {
            assertThat(picture.pixels()[i]).isCloseTo(Float.parseFloat(values[i]), within(1e-3f));
        }
    }

    @Test
    void resizing_isBilinear_asPyTorchDoesIt() {
        // F.interpolate(torch.tensor([[0., 50, 100], [200, 250, 30]]).reshape(1, 1, 2, 3), size=(3, 5),
        //     mode='bilinear', align_corners=False), and of torch.arange(20.).reshape(1, 1, 4, 5) to (2, 2)
        float[] larger = {0, 20, 50, 80, 100, 100, 120, 150, 99, 65, 200, 220, 250, 118, 30};
        float[] smaller = {3.25f, 5.75f, 13.25f, 15.75f};
        float[] counting = new float[20];
        for (int i = 0; i < 20; i++) {
            counting[i] = i;
        }

        float[] grown = new Picture(new ImageShape(1, 2, 3), new float[] {0, 50, 100, 200, 250, 30})
                .resized(3, 5)
                .pixels();
        float[] shrunk =
                new Picture(new ImageShape(1, 4, 5), counting).resized(2, 2).pixels();

        for (int i = 0; i < larger.length; i++) {
            assertThat(grown[i]).isCloseTo(larger[i], within(1e-4f));
        }
        assertThat(shrunk).containsExactly(smaller);
    }

    @Test
    void picturesOfAnotherSize_areRefused_unlessASizeIsGiven() throws IOException {
        for (int i = 0; i < 4; i++) {
            write("a/" + i + ".png", colour(2, 3, i));
            write("b/" + i + ".gif", colour(2, i == 2 ? 5 : 3, 50));
        }

        assertThatThrownBy(() -> load(Map.of("holdout", 1)))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("2.gif is 2 x 5 pixels, expected 2 x 3 as the first picture; set data.size");
        assertThat(load(Map.of("holdout", 1, "size", List.of(4, 6))).rowShape()).containsExactly(3L, 4L, 6L);
    }

    @Test
    void cutPictures_andOtherBytes_areNamed() throws IOException {
        for (int i = 0; i < 4; i++) {
            write("a/" + i + ".png", colour(20, 30, i));
            write("b/" + i + ".png", colour(20, 30, 50 + i));
        }
        Path bad = folder.resolve("b/1.png");
        byte[] whole = Files.readAllBytes(bad);

        Files.write(bad, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> load(Map.of("holdout", 1)))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining(bad + " cannot be read as a picture");
        Files.writeString(bad, "no picture");
        assertThatThrownBy(() -> load(Map.of("holdout", 1)))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining(bad + " is no picture, expected PNG, JPEG, BMP or GIF");
    }

    @Test
    void aHeaderThatClaimsAHugePicture_isRefusedBeforeItIsDecoded() throws IOException {
        Path file = write("a/p.png", colour(2, 3, 1));
        byte[] bytes = Files.readAllBytes(file);
        // Width and height in a PNG's first chunk: two big-endian ints from byte 16 on.
        bytes[17] = 1;
        bytes[21] = 1;

        assertThatThrownBy(() -> Picture.read(file, bytes, 3))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("claims 65538 x 65539 pixels, expected at most 67108864");
    }

    @Test
    void absentFoldersAndClasses_areTheExperimentsMistake() throws IOException {
        Settings data = TestSettings.of(settings(Map.of("folder", "nowhere")));
        DataSources.from(data, folder);
        assertThatThrownBy(() -> data.refuseProblems("here"))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("nowhere, expected a folder with a folder for each class")
                .hasMessageContaining("does not exist");

        write("a/1.png", colour(2, 3, 1));
        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("has 1 folders, expected at least 2, one for each class");
        assertThatThrownBy(() -> load(Map.of("classes", List.of("a", "b"))))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("data.classes names 'b', but " + folder + " has no such folder, it has [a]");
        Files.createDirectories(folder.resolve("b"));
        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining(
                        "holds no picture, expected at least one that ends in [bmp, gif, jpeg, jpg, png]");
    }

    @Test
    void theHash_coversPlacesAndBytes() throws IOException {
        for (int i = 0; i < 4; i++) {
            write("a/" + i + ".png", colour(2, 3, i));
            write("b/" + i + ".png", colour(2, 3, 50 + i));
        }
        String before = load(Map.of("holdout", 1)).sha256();
        assertThat(load(Map.of("holdout", 1)).sha256()).isEqualTo(before).hasSize(64);

        Files.move(folder.resolve("b/3.png"), folder.resolve("a/4.png"));

        assertThat(load(Map.of("holdout", 1)).sha256()).isNotEqualTo(before);
    }

    private Dataset load(Map<String, Object> given) {
        Settings data = TestSettings.of(settings(given));
        DataSource source = DataSources.from(data, folder);
        data.refuseProblems("here");
        return source.load();
    }

    private static Map<String, Object> settings(Map<String, Object> given) {
        Map<String, Object> settings = new HashMap<>(
                Map.of("type", "image-folder", "folder", ".", "id-prefix", "pets", "holdout", 2, "validation", 2));
        settings.putAll(given);
        return settings;
    }

    private Path write(String place, BufferedImage image) throws IOException {
        Path file = folder.resolve(place);
        Files.createDirectories(file.getParent());
        String type = place.substring(place.lastIndexOf('.') + 1);
        assertThat(ImageIO.write(image, type, file.toFile())).isTrue();
        return file;
    }

    /** Red base, base + 1, ...; green 50 above it, blue 100. */
    private static BufferedImage colour(int height, int width, int base) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < height * width; p++) {
            int red = (base + p) % 256;
            image.setRGB(p % width, p / width, red << 16 | (red + 50) % 256 << 8 | (red + 100) % 256);
        }
        return image;
    }

    private static BufferedImage grey(int height, int width, int base) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int p = 0; p < height * width; p++) {
            image.getRaster().setSample(p % width, p / width, 0, base + p);
        }
        return image;
    }

    private static BufferedImage deepGrey(int height, int width, int base) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
        for (int p = 0; p < height * width; p++) {
            image.getRaster().setSample(p % width, p / width, 0, (base + p) * 257);
        }
        return image;
    }
}
