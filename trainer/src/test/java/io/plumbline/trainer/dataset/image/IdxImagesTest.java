package io.plumbline.trainer.dataset.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.DataFile;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Example;
import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.dataset.source.DataSources;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.TestSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxImagesTest {
    @TempDir
    Path folder;

    @Test
    void values_comeInFileOrder_plainAndZipped() throws IOException {
        byte[] file = idx(8, new int[] {2, 3}, 0, 1, 2, 127, 128, 255);

        IdxArray plain = IdxArray.read(stored("plain", file), 2);
        IdxArray zipped = IdxArray.read(stored("zipped.gz", gzip(file)), 2);

        for (IdxArray array : new IdxArray[] {plain, zipped}) {
            assertThat(array.dimension(0)).isEqualTo(2);
            assertThat(array.dimension(1)).isEqualTo(3);
            assertThat(new int[] {array.value(0), array.value(3), array.value(4), array.value(5)})
                    .containsExactly(0, 127, 128, 255);
        }
    }

    @Test
    void truncatedOrPaddedValues_areRefusedWithBothCounts() throws IOException {
        byte[] file = idx(8, new int[] {2, 3}, 1, 2, 3, 4, 5, 6);

        assertRefused(Arrays.copyOf(file, file.length - 1), "has 5 values, expected 6 from its dimensions [2, 3]");
        assertRefused(Arrays.copyOf(file, file.length + 1), "has 7 values, expected 6");
    }

    @Test
    void everyPrefixOfAFile_isRefusedWithItsName() throws IOException {
        byte[] file = idx(8, new int[] {2, 3}, 1, 2, 3, 4, 5, 6);

        for (int length = 0; length < file.length; length++) {
            assertRefused(Arrays.copyOf(file, length), "data");
        }
    }

    @Test
    void hostileHeaders_areRefused_withoutAllocatingWhatTheyClaim() throws IOException {
        int max = Integer.MAX_VALUE;
        assertRefused(idx(8, new int[] {max, max}), "has 0 values, expected");
        // 65536 squared is 2^32: an int product would come out as zero.
        assertRefused(idx(8, new int[] {65_536, 65_536}), "has 0 values, expected 4294967296");
        assertRefused(idx(8, new int[] {-1, 3}), "claims -1 as dimension 0");
        assertRefused(idx(13, new int[] {1, 1}, 1), "expected 00 00 08");
        assertRefused(idx(8, new int[] {1}, 1), "has 1 dimensions, expected 2");
    }

    @Test
    void brokenGzip_isRefused() throws IOException {
        byte[] zipped = gzip(idx(8, new int[] {2, 3}, 1, 2, 3, 4, 5, 6));

        assertThatThrownBy(() -> stored("notgzip.gz", new byte[] {1, 2, 3}).content())
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("notgzip.gz");
        assertThatThrownBy(() -> stored("cut.gz", Arrays.copyOf(zipped, zipped.length - 9))
                        .content())
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("cut.gz ends inside its gzip stream");
    }

    @Test
    void gzipBomb_stopsAtTheBound() throws IOException {
        DataFile bomb = stored("bomb.gz", gzip(new byte[1 << 20]));

        assertThatThrownBy(() -> bomb.content(1000)).hasMessageContaining("has more than 1000 bytes unzipped");
    }

    @Test
    void images_areTheirPixels_andTheirRequestsAreMadeWhenAskedFor() throws IOException {
        int[] pixels = new int[10 * 4];
        int[] labels = new int[10];
        for (int i = 0; i < 40; i++) {
            pixels[i] = i * 6;
            labels[i / 4] = i / 4 % 2;
        }
        Files.write(folder.resolve("images"), idx(8, new int[] {10, 2, 2}, pixels));
        Files.write(folder.resolve("labels"), idx(8, new int[] {10}, labels));

        Dataset data = load("a", "b");

        for (int item = 0; item < 3; item++) {
            Example example = data.holdout().examples().get(item);
            int image = Integer.parseInt(example.id().substring(2));
            assertThat(data.holdout().inputs()[item * 4 + 3]).isEqualTo(6 * (image * 4 + 3));
            ByteBuffer sent = ((Payload.Raw) example.payload()).bytes().order(ByteOrder.LITTLE_ENDIAN);
            assertThat(sent.getFloat(12)).isEqualTo(6 * (image * 4 + 3));
            assertThat(example.truth()).isEqualTo(new Truth.ClassName(image % 2 == 0 ? "a" : "b"));
            assertThat(data.holdout().examples().get(item)).as("not kept").isNotSameAs(example);
        }
    }

    @Test
    void labelsThatTheClassesDoNotName_orThatAreOfAnotherNumber_areRefused() throws IOException {
        Files.write(folder.resolve("images"), idx(8, new int[] {10, 2, 2}, new int[40]));
        Files.write(folder.resolve("labels"), idx(8, new int[] {10}, 0, 1, 0, 1, 2, 1, 0, 1, 0, 1));

        assertThatThrownBy(() -> load("a", "b"))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("has class 2 at index 4, expected 0 to 1 as data.classes names them");
        Files.write(folder.resolve("labels"), idx(8, new int[] {9}, 0, 1, 0, 1, 0, 1, 0, 1, 0));
        assertThatThrownBy(() -> load("a", "b"))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("has 10 images, expected 9");
    }

    private Dataset load(String... classes) {
        return DataSources.from(
                        TestSettings.of(Map.of(
                                "type", "idx-images",
                                "images", "images",
                                "labels", "labels",
                                "classes", List.of(classes),
                                "id-prefix", "i",
                                "holdout", 3,
                                "validation", 2)),
                        folder)
                .load();
    }

    @Test
    void absentFile_isNamed() {
        assertThatThrownBy(() -> DataFile.read(folder.resolve("nowhere.gz")))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("nowhere.gz does not exist");
    }

    private void assertRefused(byte[] file, String message) throws IOException {
        DataFile stored = stored("data", file);
        assertThatThrownBy(() -> IdxArray.read(stored, 2))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining(message);
    }

    private DataFile stored(String name, byte[] content) throws IOException {
        return DataFile.read(Files.write(folder.resolve(name), content));
    }

    private static byte[] idx(int type, int[] dimensions, int... values) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * dimensions.length + values.length);
        file.put((byte) 0).put((byte) 0).put((byte) type).put((byte) dimensions.length);
        for (int dimension : dimensions) {
            file.putInt(dimension);
        }
        for (int value : values) {
            file.put((byte) value);
        }
        return file.array();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(content);
        }
        return zipped.toByteArray();
    }
}
