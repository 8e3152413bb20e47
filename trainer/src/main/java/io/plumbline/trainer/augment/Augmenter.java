package io.plumbline.trainer.augment;

import io.plumbline.trainer.dataset.Shuffle;
import io.plumbline.trainer.dataset.Targets;
import io.plumbline.trainer.dataset.image.ImageShape;
import java.util.List;

/**
 * Changes the images of a batch.
 *
 * <p>What happens to an image comes from (seed, epoch, item) alone, how a batch is mixed from (seed, epoch, batch): the same
 * bytes whichever thread does it, and in whichever order. Threads: any number of callers, each with a batch of its own.
 */
public final class Augmenter {
    static final Augmenter NONE = new Augmenter(new ImageShape(0, 0, 0), 0, List.of(), List.of());

    /** Keeps the draws for a batch apart from those for the item of the same number. */
    private static final long BATCH = -1;

    private final ImageShape shape;
    private final int classes;
    private final List<ImageChange> changes;
    private final List<BatchMix> mixes;

    Augmenter(ImageShape shape, int classes, List<ImageChange> changes, List<BatchMix> mixes) {
        this.shape = shape;
        this.classes = classes;
        this.changes = changes;
        this.mixes = mixes;
    }

    /** One image on its way into an epoch. {@code repeat} counts how often the epoch had the item before. */
    public record Place(long seed, int epoch, int item, int repeat) {}

    /** Changes the image at a place in {@code inputs}. */
    public void change(float[] inputs, int image, Place place) {
        if (changes.isEmpty()) {
            return;
        }
        Draws draws = new Draws(place.seed(), place.epoch(), place.item(), place.repeat());
        for (ImageChange change : changes) {
            change.apply(inputs, image * shape.size(), shape, draws);
        }
    }

    /**
     * Mixes a batch, if it is to be mixed.
     *
     * @param inputs {@code [images, shape]} row-major; changed in place
     * @return the targets of what the images are now
     */
    public Targets mix(float[] inputs, Targets targets, long seed, int epoch, int batch) {
        if (mixes.isEmpty() || targets.rows() < 2) {
            return targets;
        }
        Draws draws = new Draws(seed, epoch, BATCH, batch);
        BatchMix mix = mixes.get(draws.below(mixes.size()));
        if (!draws.chance(mix.probability())) {
            return targets;
        }
        int[] partners = Shuffle.order(targets.rows(), seed ^ 0x5DEECE66DL * epoch, batch);
        double own = mix.apply(inputs, shape, partners, draws);
        float[] distributions = new float[targets.rows() * classes];
        for (int image = 0; image < partners.length; image++) {
            distributions[image * classes + (int) targets.values()[image]] += (float) own;
            distributions[image * classes + (int) targets.values()[partners[image]]] += (float) (1 - own);
        }
        return new Targets(targets.values(), targets.queries(), distributions);
    }
}
