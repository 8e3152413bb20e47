package io.plumbline.trainer.augment;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.image.ImageShape;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * How training images are changed at random, as an experiment's {@code augment} list says.
 *
 * <p>Changes to single images run in the order of the list. Of several ways to mix a batch one is drawn for each batch,
 * each as likely as the others.
 */
public final class Augmentation {
    /** Images as they are. */
    public static final Augmentation NONE = new Augmentation(List.of(), List.of());

    private static final List<String> TYPES =
            List.of("flip", "crop", "rotate", "erase", "colour-jitter", "color-jitter", "mixup", "cutmix");
    private static final double WHITE = 255;
    private static final int MAX_PADDING = 4096;
    private static final double MAX_ALPHA = 100;

    private final List<ImageChange> changes;
    private final List<BatchMix> mixes;

    private Augmentation(List<ImageChange> changes, List<BatchMix> mixes) {
        this.changes = List.copyOf(changes);
        this.mixes = List.copyOf(mixes);
    }

    public static Augmentation from(List<Settings> augment) {
        List<ImageChange> changes = new ArrayList<>();
        List<BatchMix> mixes = new ArrayList<>();
        for (Settings one : augment) {
            switch (one.choice("type", TYPES)) {
                case "flip" ->
                    changes.add(new Flip(
                            one.real("probability", 0, 1, 0.5),
                            one.choice("axis", List.of("horizontal", "vertical"), "horizontal")
                                    .equals("vertical")));
                case "crop" -> changes.add(new Crop(one.whole("padding", 1, MAX_PADDING), fill(one)));
                case "rotate" ->
                    changes.add(new Rotate(one.real("probability", 0, 1, 1), one.real("degrees", 0, 180), fill(one)));
                case "erase" -> {
                    List<Double> area = one.range("area", 0, 1, 0.02, 0.33);
                    changes.add(new Erase(one.real("probability", 0, 1, 0.5), area.get(0), area.get(1), fill(one)));
                }
                case "colour-jitter", "color-jitter" ->
                    changes.add(new ColourJitter(
                            one.real("brightness", 0, 10, 0),
                            one.real("contrast", 0, 10, 0),
                            one.real("saturation", 0, 10, 0)));
                case "mixup" ->
                    mixes.add(new Mixup(one.real("alpha", 1e-3, MAX_ALPHA, 0.2), one.real("probability", 0, 1, 1)));
                case "cutmix" ->
                    mixes.add(new CutMix(one.real("alpha", 1e-3, MAX_ALPHA, 1), one.real("probability", 0, 1, 1)));
                default -> {
                    // A type that is none was noted as a problem.
                }
            }
        }
        return new Augmentation(changes, mixes);
    }

    private static double fill(Settings one) {
        return one.real("fill", 0, WHITE, 0);
    }

    /** Whether images stay as they are. */
    public boolean isNone() {
        return changes.isEmpty() && mixes.isEmpty();
    }

    /** Of {@link #NONE}, which fits any data. */
    public static Augmenter none() {
        return Augmenter.NONE;
    }

    /** Whether images may get several classes, which a loss must be able to take. */
    public boolean mixes() {
        return !mixes.isEmpty();
    }

    /**
     * Binds it to the images that it will change.
     *
     * @throws InvalidExperimentException if the data is not of images, or of images for which a change makes no sense
     */
    public Augmenter over(Dataset data) {
        if (isNone()) {
            return Augmenter.NONE;
        }
        if (!data.images()) {
            throw new InvalidExperimentException(
                    "experiment",
                    List.of("augment changes images, but a row of the data is " + data.rowShape()
                            + " features, expected a data.type of images"));
        }
        if (mixes() && !(data.task() instanceof Task.Classification)) {
            throw new InvalidExperimentException(
                    "experiment",
                    List.of("augment mixes classes, but the task of the data is "
                            + data.task().label() + ", expected classification for mixup and cutmix"));
        }
        ImageShape shape = new ImageShape(
                Math.toIntExact(data.rowShape().get(0)),
                Math.toIntExact(data.rowShape().get(1)),
                Math.toIntExact(data.rowShape().get(2)));
        List<String> problems = changes.stream()
                .map(change -> change.problem(shape))
                .filter(problem -> !problem.isEmpty())
                .map(problem -> "augment's colour-jitter " + problem)
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidExperimentException("experiment", problems);
        }
        return new Augmenter(shape, data.outputs(), changes, mixes);
    }
}
