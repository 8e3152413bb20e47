package io.plumbline.trainer.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.augment.Augmentation;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Example;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.dataset.Shuffle;
import io.plumbline.trainer.dataset.TargetScale;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.TestSettings;
import io.plumbline.trainer.loader.LoaderConfig.Sampler;
import io.plumbline.trainer.loader.LoaderConfig.Tail;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoaderTest {
    private static final int SIDE = 6;
    private static final int ITEMS = 45;
    private static final long SEED = 21;
    private static final LoaderConfig ONE_THREAD = new LoaderConfig(1, 2, Tail.MERGE, Sampler.SHUFFLE);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void theBytes_areTheSameWhateverTheNumberOfThreads(int threads) {
        List<Batch> expected =
                all(images(), new LoaderConfig(0, 1, Tail.MERGE, Sampler.OVERSAMPLE), everything(), 3, 0);

        List<Batch> loaded =
                all(images(), new LoaderConfig(threads, 3, Tail.MERGE, Sampler.OVERSAMPLE), everything(), 3, 0);

        assertSameBytes(loaded, expected);
        assertThat(expected.get(0).targets().soft()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "1, 1", "2, 5", "1, 6"})
    void anEpochEnteredInItsMiddle_goesOnWithTheSameBytes(int threads, int first) {
        LoaderConfig config = new LoaderConfig(threads, 2, Tail.MERGE, Sampler.SHUFFLE);
        List<Batch> whole = all(images(), config, everything(), 2, 0);

        List<Batch> rest = all(images(), config, everything(), 2, first);

        assertSameBytes(rest, whole.subList(first, whole.size()));
    }

    @Test
    void epochsAndSeeds_differ() {
        float[] first = all(images(), ONE_THREAD, everything(), 1, 0).get(0).inputs();

        assertThat(all(images(), ONE_THREAD, everything(), 2, 0).get(0).inputs())
                .isNotEqualTo(first);
        try (Loader other = new Loader(images(), 8, SEED + 1, ONE_THREAD, everything());
                Loader.Batches batches = other.epoch(1, 0)) {
            assertThat(batches.next().inputs()).isNotEqualTo(first);
        }
    }

    @Test
    void withoutAugmentation_batchesAreThePartInShuffledOrder() {
        int[] order = Shuffle.order(ITEMS, SEED, 4);

        List<Batch> batches = all(images(), ONE_THREAD, Augmentation.NONE, 4, 0);

        int at = 0;
        for (Batch batch : batches) {
            assertThat(batch.items()).containsExactly(Arrays.copyOfRange(order, at, at + batch.items().length));
            for (int i = 0; i < batch.items().length; i++) {
                assertThat(batch.inputs()[i * SIDE * SIDE]).isEqualTo(batch.items()[i]);
            }
            at += batch.items().length;
        }
        assertThat(at).isEqualTo(ITEMS);
    }

    @Test
    void oversampling_evensOutTheClasses_inAsManyItems_andRepeatsEachAlike() {
        Dataset data = images();
        LoaderConfig config = new LoaderConfig(1, 2, Tail.KEEP, Sampler.OVERSAMPLE);
        Map<Integer, Integer> byItem = new HashMap<>();
        int[] byClass = new int[3];

        for (Batch batch : all(data, config, Augmentation.NONE, 1, 0)) {
            for (int item : batch.items()) {
                byItem.merge(item, 1, Integer::sum);
                byClass[(int) data.train().targets()[item]]++;
            }
        }

        assertThat(byClass).containsExactly(15, 15, 15);
        // 36 of class 0, 6 of class 1, 3 of class 2: see images().
        byItem.forEach((item, times) -> {
            int of = (int) data.train().targets()[item];
            assertThat(times).isBetween(of == 0 ? 1 : of == 1 ? 2 : 5, of == 0 ? 1 : of == 1 ? 3 : 5);
        });
        assertThat(IntStream.range(0, ITEMS)
                        .filter(item -> data.train().targets()[item] > 0)
                        .allMatch(byItem::containsKey))
                .isTrue();
    }

    @Test
    void anItemThatComesAgainInAnEpoch_isChangedInAnotherWay() {
        LoaderConfig config = new LoaderConfig(1, 2, Tail.KEEP, Sampler.OVERSAMPLE);
        Map<Integer, Set<List<Float>>> looks = new HashMap<>();

        for (Batch batch : all(images(), config, augment(Map.of("type", "crop", "padding", 3)), 1, 0)) {
            for (int i = 0; i < batch.items().length; i++) {
                List<Float> pixels = new ArrayList<>();
                for (int p = 0; p < SIDE * SIDE; p++) {
                    pixels.add(batch.inputs()[i * SIDE * SIDE + p]);
                }
                looks.computeIfAbsent(batch.items()[i], item -> new HashSet<>()).add(pixels);
            }
        }

        assertThat(looks.values().stream().mapToInt(Set::size).max().orElse(0)).isGreaterThan(3);
    }

    @ParameterizedTest
    @CsvSource({
        "KEEP, 45, 11, '11 11 11 11 1'",
        "DROP, 45, 11, '11 11 11 11'",
        "MERGE, 45, 11, '11 11 11 12'",
        "MERGE, 45, 10, '10 10 10 10 5'",
        "MERGE, 45, 44, '45'",
        "KEEP, 45, 45, '45'",
        "DROP, 45, 45, '45'",
        "MERGE, 45, 1, '1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1'"
    })
    void theTail_isKeptDroppedOrMerged(Tail tail, int items, int batch, String sizes) {
        try (Loader loader =
                new Loader(images(), batch, SEED, new LoaderConfig(1, 2, tail, Sampler.SHUFFLE), Augmentation.NONE)) {
            List<String> given = new ArrayList<>();
            try (Loader.Batches batches = loader.epoch(1, 0)) {
                batches.forEachRemaining(made -> given.add(String.valueOf(made.items().length)));
            }

            assertThat(String.join(" ", given)).isEqualTo(sizes);
            assertThat(loader.batchesPerEpoch()).isEqualTo(given.size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aBatchThatCannotBeMade_throwsWhereItIsAskedFor(int threads) {
        int[] order = Shuffle.order(ITEMS, SEED, 1);
        Partition sound = images().train();
        int[] starts = sound.starts().clone();
        // The item of place 20 claims rows that are not there.
        starts[order[20] + 1] = ITEMS + 9;
        Dataset broken = data(new Partition(sound.width(), sound.inputs(), sound.targets(), starts, sound.examples()));

        try (Loader loader = new Loader(
                        broken, 8, SEED, new LoaderConfig(threads, 2, Tail.MERGE, Sampler.SHUFFLE), Augmentation.NONE);
                Loader.Batches batches = loader.epoch(1, 0)) {
            batches.next();
            batches.next();

            assertThatThrownBy(() -> {
                        while (batches.hasNext()) {
                            batches.next();
                        }
                    })
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void leavingAnEpochEarly_leavesNothingBehind_andTheNextEpochIsWhole() {
        try (Loader loader =
                new Loader(images(), 2, SEED, new LoaderConfig(3, 4, Tail.MERGE, Sampler.SHUFFLE), everything())) {
            for (int round = 0; round < 20; round++) {
                try (Loader.Batches batches = loader.epoch(1, 0)) {
                    batches.next();
                }
            }
            List<Batch> whole = new ArrayList<>();
            try (Loader.Batches batches = loader.epoch(2, 0)) {
                batches.forEachRemaining(whole::add);
            }
            assertThat(whole).hasSize(22);
        }
    }

    @Test
    void aClosedLoader_hasNoThreadLeft_andGivesNoMore() {
        Loader loader =
                new Loader(images(), 2, SEED, new LoaderConfig(3, 4, Tail.MERGE, Sampler.SHUFFLE), everything());
        Loader.Batches batches = loader.epoch(1, 0);
        batches.next();
        assertThat(loaderThreads()).isNotEmpty().allMatch(Thread::isDaemon);

        loader.close();
        loader.close();

        assertThat(loaderThreads()).isEmpty();
        assertThatThrownBy(() -> batches.forEachRemaining(batch -> {})).isInstanceOf(RuntimeException.class);
    }

    @Test
    void recycledArrays_areWrittenOver_andOthersAreNot() {
        List<Batch> expected = all(images(), ONE_THREAD, everything(), 1, 0);
        try (Loader loader = new Loader(images(), 8, SEED, ONE_THREAD, everything());
                Loader.Batches batches = loader.epoch(1, 0)) {
            Set<float[]> arrays = new HashSet<>();
            for (Batch batch : expected) {
                Batch given = batches.next();
                assertThat(given.inputs()).containsExactly(batch.inputs());
                arrays.add(given.inputs());
                batches.recycle(given);
            }
            assertThat(arrays).hasSizeLessThan(expected.size());
        }
    }

    @Test
    void aBatchLargerThanTheData_isTheExperimentsMistake() {
        assertThatThrownBy(() -> new Loader(images(), 46, SEED, ONE_THREAD, Augmentation.NONE))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("fit.batch is 46, but there are 45 items to train on, expected at most as many");
    }

    @Test
    void oversamplingAndAugmentation_refuseWhatTheyDoNotFit() {
        Partition part = images().train();
        Dataset rows = new Dataset(
                new Task.Regression("m"),
                "features",
                List.of((long) part.width()),
                List.of(),
                TargetScale.NONE,
                part,
                part,
                part,
                "");

        assertThatThrownBy(() -> new Loader(
                        rows, 8, SEED, new LoaderConfig(1, 2, Tail.KEEP, Sampler.OVERSAMPLE), Augmentation.NONE))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("the task of the data is regression, expected classification");
        assertThatThrownBy(() -> new Loader(rows, 8, SEED, ONE_THREAD, everything()))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("augment changes images, but a row of the data is [36] features");
    }

    @Test
    void settings_haveDefaults_andNameMistakes() {
        assertThat(LoaderConfig.from(TestSettings.of(Map.of())))
                .isEqualTo(new LoaderConfig(1, 2, Tail.MERGE, Sampler.SHUFFLE));
        assertThat(LoaderConfig.from(
                        TestSettings.of(Map.of("threads", 4, "prefetch", 9, "tail", "drop", "sampler", "oversample"))))
                .isEqualTo(new LoaderConfig(4, 9, Tail.DROP, Sampler.OVERSAMPLE));
        var wrong = TestSettings.of(Map.of("threads", -1, "sampler", "oversampel"));
        LoaderConfig.from(wrong);
        assertThatThrownBy(() -> wrong.refuseProblems("here"))
                .hasMessageContaining("threads is '-1', expected a whole number in [0, 64]")
                .hasMessageContaining("did you mean 'oversample'?");
    }

    private static List<Batch> all(Dataset data, LoaderConfig config, Augmentation augmentation, int epoch, int first) {
        List<Batch> all = new ArrayList<>();
        try (Loader loader = new Loader(data, 8, SEED, config, augmentation);
                Loader.Batches batches = loader.epoch(epoch, first)) {
            batches.forEachRemaining(all::add);
        }
        return all;
    }

    private static void assertSameBytes(List<Batch> actual, List<Batch> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).items()).containsExactly(expected.get(i).items());
            assertThat(actual.get(i).inputs()).containsExactly(expected.get(i).inputs());
            assertThat(actual.get(i).targets().values())
                    .containsExactly(expected.get(i).targets().values());
            assertThat(actual.get(i).targets().distributions())
                    .containsExactly(expected.get(i).targets().distributions());
        }
    }

    private static Set<Thread> loaderThreads() {
        Set<Thread> alive = new HashSet<>(Thread.getAllStackTraces().keySet());
        alive.removeIf(thread -> !thread.getName().startsWith("loader-"));
        return alive;
    }

    private static Augmentation everything() {
        return augment(
                Map.of("type", "flip"),
                Map.of("type", "crop", "padding", 2),
                Map.of("type", "rotate", "degrees", 15),
                Map.of("type", "erase", "area", List.of(0.05, 0.3)),
                Map.of("type", "colour-jitter", "brightness", 0.3, "contrast", 0.3),
                Map.of("type", "mixup"),
                Map.of("type", "cutmix"));
    }

    @SafeVarargs
    private static Augmentation augment(Map<String, Object>... changes) {
        return Augmentation.from(
                TestSettings.of(Map.of("augment", List.of(changes))).sections("augment"));
    }

    /** 45 images of 6 x 6 whose first pixel is their number: 36 of class 0, 6 of class 1, 3 of class 2. */
    private static Dataset images() {
        float[] inputs = new float[ITEMS * SIDE * SIDE];
        float[] targets = new float[ITEMS];
        for (int item = 0; item < ITEMS; item++) {
            for (int p = 0; p < SIDE * SIDE; p++) {
                inputs[item * SIDE * SIDE + p] = p == 0 ? item : (item * 31 + p * 17) % 256;
            }
            targets[item] = item % 15 == 14 ? 2 : item % 7 == 3 ? 1 : 0;
        }
        return data(new Partition(
                SIDE * SIDE,
                inputs,
                targets,
                Partition.singles(ITEMS),
                Partition.onDemand(
                        ITEMS,
                        item -> new Example(
                                "i" + item, new Payload.Raw(ByteBuffer.allocate(0)), new Truth.ClassName("a")))));
    }

    private static Dataset data(Partition part) {
        return new Dataset(
                new Task.Classification(List.of("a", "b", "c")),
                "image",
                List.of(1L, (long) SIDE, (long) SIDE),
                List.of(new Step.ScaleImage("image", 1, 0, 1)),
                TargetScale.NONE,
                part,
                part,
                part,
                "");
    }
}
