package io.plumbline.trainer.dataset;

import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.experiment.Settings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Grey images with one class each, in a pair of IDX files.
 *
 * <p>Inputs are raw pixels, 0 to 255: the graph scales them, so that a producer sends what its camera saw.
 */
final class IdxImages implements DataSource {
    private static final String INPUT = "image";

    private final Path images;
    private final Path labels;
    private final List<String> classes;
    private final String idPrefix;
    private final int holdout;
    private final int validation;
    private final long splitSeed;
    private final int limit;

    IdxImages(Settings data, Path folder) {
        images = folder.resolve(data.text("images")).normalize();
        labels = folder.resolve(data.text("labels")).normalize();
        classes = data.texts("classes");
        idPrefix = data.text("id-prefix");
        holdout = data.whole("holdout", 0, Integer.MAX_VALUE);
        validation = data.whole("validation", 1, Integer.MAX_VALUE);
        splitSeed = data.whole("split-seed", 0, Integer.MAX_VALUE, 1);
        limit = data.whole("limit", 2, Integer.MAX_VALUE, Integer.MAX_VALUE);
        if (classes.size() < 2) {
            data.problem("classes", "has " + classes.size() + " names, expected at least 2");
        }
    }

    @Override
    public List<Path> files() {
        return List.of(images, labels);
    }

    @Override
    public Dataset load() {
        DataFile imageFile = DataFile.read(images);
        DataFile labelFile = DataFile.read(labels);
        IdxArray pixels = IdxArray.read(imageFile, 3);
        IdxArray classIndices = IdxArray.read(labelFile, 1);
        if (pixels.dimension(0) != classIndices.dimension(0)) {
            throw new MalformedDataException("%s has %d images, expected %d as %s has labels"
                    .formatted(images, pixels.dimension(0), classIndices.dimension(0), labels));
        }
        Split split = Split.of(Math.min(limit, pixels.dimension(0)), holdout, validation, splitSeed);
        long height = pixels.dimension(1);
        long width = pixels.dimension(2);
        Moments moments = Moments.of(pixels, split.train());
        return new Dataset(
                new Task.Classification(classes),
                INPUT,
                List.of(1L, height, width),
                List.of(new Step.ScaleImage(INPUT, 1.0 / 255, moments.mean() / 255, moments.std() / 255)),
                TargetScale.NONE,
                partition(pixels, classIndices, split.train()),
                partition(pixels, classIndices, split.validation()),
                partition(pixels, classIndices, split.holdout()),
                DataFile.sha256(imageFile, labelFile));
    }

    private Partition partition(IdxArray pixels, IdxArray classIndices, int[] chosen) {
        int size = pixels.dimension(1) * pixels.dimension(2);
        float[] inputs = new float[chosen.length * size];
        float[] targets = new float[chosen.length];
        int[] starts = new int[chosen.length + 1];
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < chosen.length; i++) {
            ByteBuffer tensor = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int p = 0; p < size; p++) {
                float pixel = pixels.value(chosen[i] * size + p);
                inputs[i * size + p] = pixel;
                tensor.putFloat(p * Float.BYTES, pixel);
            }
            targets[i] = classIndex(classIndices, chosen[i]);
            starts[i + 1] = i + 1;
            examples.add(new Example(
                    "%s-%06d".formatted(idPrefix, chosen[i]),
                    new Payload.Raw(tensor),
                    new Truth.ClassName(classes.get((int) targets[i]))));
        }
        return new Partition(size, inputs, targets, starts, examples);
    }

    private int classIndex(IdxArray classIndices, int image) {
        int index = classIndices.value(image);
        if (index >= classes.size()) {
            throw new MalformedDataException("%s has class %d at index %d, expected 0 to %d as data.classes names them"
                    .formatted(labels, index, image, classes.size() - 1));
        }
        return index;
    }

    /** Mean and standard deviation over all pixels of the chosen images, exact in longs. */
    private record Moments(double mean, double std) {
        static Moments of(IdxArray pixels, int[] chosen) {
            int size = pixels.dimension(1) * pixels.dimension(2);
            long sum = 0;
            long squares = 0;
            for (int image : chosen) {
                for (int p = image * size; p < (image + 1) * size; p++) {
                    long pixel = pixels.value(p);
                    sum += pixel;
                    squares += pixel * pixel;
                }
            }
            double count = (double) chosen.length * size;
            double mean = sum / count;
            double std = Math.sqrt(squares / count - mean * mean);
            return new Moments(mean, std > 0 ? std : 1);
        }
    }
}
