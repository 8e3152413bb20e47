package io.plumbline.trainer.dataset.image;

import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Example;
import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.dataset.Split;
import io.plumbline.trainer.dataset.TargetScale;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Images with one truth each, before they are split.
 *
 * <p>Inputs are raw pixels, 0 to 255: the graph scales them, so that a producer sends what its camera saw. One mean and one
 * deviation, over all pixels of all channels of the training part. Each image is in memory once, as floats; the request
 * that would carry it is made when it is asked for.
 *
 * @param targets class index, or target in its own unit
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
public record ImageItems(
        ImageShape shape, float[] targets, Pixels pixels, IntFunction<String> ids, IntFunction<Truth> truths) {
    /** The one input of a graph over images. */
    public static final String INPUT = "image";

    private static final double WHITE = 255;

    /** Where an image's pixels come from. */
    public interface Pixels {
        /** Writes the pixels of an image, channel by channel, from {@code offset} on. */
        void read(int image, float[] into, int offset);
    }

    /**
     * @param logTarget whether a regression fits ln(1 + y)
     * @param sha256 over all that was read; asked for once everything is
     * @throws MalformedDataException if nothing can be learnt from it
     */
    public Dataset dataset(
            Task task, boolean logTarget, Split split, Supplier<String> sha256, Map<String, Object> provenance) {
        Partition train = partition(split.train());
        Partition validation = partition(split.validation());
        Partition holdout = partition(split.holdout());
        return new Dataset(
                        task,
                        INPUT,
                        shape.dimensions(),
                        List.of(scale(train.inputs())),
                        task instanceof Task.Regression
                                ? TargetScale.fit(train.targets(), logTarget)
                                : TargetScale.NONE,
                        train,
                        validation,
                        holdout,
                        sha256.get(),
                        provenance)
                .requireLearnable();
    }

    private Partition partition(int[] chosen) {
        int size = shape.size();
        if ((long) chosen.length * size > Integer.MAX_VALUE - 8) {
            throw new MalformedDataException(chosen.length + " images of " + shape
                    + " are more numbers than one array holds, expected at most 2^31; take fewer or smaller images");
        }
        float[] inputs = new float[chosen.length * size];
        float[] ofChosen = new float[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            pixels.read(chosen[i], inputs, i * size);
            ofChosen[i] = targets[chosen[i]];
        }
        // Taken out of this record, for the examples must not hold on to what the pixels were read from.
        IntFunction<String> idOf = ids;
        IntFunction<Truth> truthOf = truths;
        return new Partition(
                size,
                inputs,
                ofChosen,
                Partition.singles(chosen.length),
                Partition.onDemand(
                        chosen.length,
                        i -> new Example(
                                idOf.apply(chosen[i]), raw(inputs, i * size, size), truthOf.apply(chosen[i]))));
    }

    private static Payload.Raw raw(float[] inputs, int from, int size) {
        ByteBuffer tensor = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        tensor.asFloatBuffer().put(inputs, from, size);
        return new Payload.Raw(tensor);
    }

    /** Over all pixels; the sums are exact where pixels are whole numbers. */
    private static Step.ScaleImage scale(float[] pixels) {
        double sum = 0;
        double squares = 0;
        for (float pixel : pixels) {
            sum += pixel;
            squares += (double) pixel * pixel;
        }
        double mean = sum / pixels.length;
        double std = Math.sqrt(Math.max(0, squares / pixels.length - mean * mean));
        return new Step.ScaleImage(INPUT, 1 / WHITE, mean / WHITE, (std > 0 ? std : 1) / WHITE);
    }
}
