package io.plumbline.trainer.augment;

import io.plumbline.trainer.dataset.image.ImageShape;

/** A way to make each image of a batch partly another one of it. Threads: any number of callers. */
interface BatchMix {
    /** How often a batch is mixed. */
    double probability();

    /**
     * Mixes in place.
     *
     * @param inputs {@code [images, shape]} row-major
     * @param partners the other image of each
     * @return the part of each image that is still itself, in [0, 1]
     */
    double apply(float[] inputs, ImageShape shape, int[] partners, Draws draws);
}
