package io.plumbline.trainer.augment;

import io.plumbline.trainer.dataset.image.ImageShape;

/** A random change to one image of raw pixels, 0 to 255. Threads: any number of callers. */
interface ImageChange {
    /** Changes the image that starts at {@code offset}, channel by channel, in place. */
    void apply(float[] pixels, int offset, ImageShape shape, Draws draws);

    /** Whether it does something to images of a shape; else why not. */
    default String problem(ImageShape shape) {
        return "";
    }
}
