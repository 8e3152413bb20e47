package io.plumbline.trainer.dataset.image;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.ClassNames;
import io.plumbline.trainer.dataset.DataFile;
import io.plumbline.trainer.dataset.DataSource;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.dataset.SplitConfig;
import io.plumbline.trainer.experiment.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Grey images with one class each, in a pair of IDX files. */
public final class IdxImages implements DataSource {
    private final Path images;
    private final Path labels;
    private final ClassNames classes;
    private final String idPrefix;
    private final SplitConfig split;
    private final int limit;

    public IdxImages(Settings data, Path folder) {
        images = DataFile.named(data, "images", folder);
        labels = DataFile.named(data, "labels", folder);
        classes = ClassNames.from(data);
        idPrefix = data.text("id-prefix");
        split = SplitConfig.from(data, SplitConfig.Kind.RANDOM, SplitConfig.Kind.STRATIFIED);
        limit = data.whole("limit", 2, Integer.MAX_VALUE, Integer.MAX_VALUE);
        if (classes.names().isEmpty()) {
            data.problem("classes", "is missing, expected the names of the classes 0, 1, ..., at least 2");
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
        ImageShape shape = new ImageShape(1, pixels.dimension(1), pixels.dimension(2));
        int size = shape.size();
        float[] targets = new float[Math.min(limit, pixels.dimension(0))];
        for (int image = 0; image < targets.length; image++) {
            targets[image] = classIndex(classIndices, image);
        }
        ImageItems items = new ImageItems(
                shape,
                targets,
                (image, into, offset) -> {
                    for (int p = 0; p < size; p++) {
                        into[offset + p] = pixels.value(image * size + p);
                    }
                },
                image -> "%s-%06d".formatted(idPrefix, image),
                image -> new Truth.ClassName(classes.names().get((int) targets[image])));
        return items.dataset(
                new Task.Classification(classes.names()),
                false,
                split.split(new ImageOrder(targets)),
                () -> DataFile.sha256(imageFile, labelFile),
                Map.of());
    }

    private int classIndex(IdxArray classIndices, int image) {
        int index = classIndices.value(image);
        if (index >= classes.names().size()) {
            throw new MalformedDataException("%s has class %d at index %d, expected 0 to %d as data.classes names them"
                    .formatted(labels, index, image, classes.names().size() - 1));
        }
        return index;
    }
}
