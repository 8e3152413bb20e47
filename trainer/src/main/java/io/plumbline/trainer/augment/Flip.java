package io.plumbline.trainer.augment;

import io.plumbline.trainer.dataset.image.ImageShape;

/** Mirrors an image: left for right, or with {@code vertical} top for bottom. */
record Flip(double probability, boolean vertical) implements ImageChange {
    @Override
    public void apply(float[] pixels, int offset, ImageShape shape, Draws draws) {
        if (!draws.chance(probability)) {
            return;
        }
        int height = shape.height();
        int width = shape.width();
        for (int channel = 0; channel < shape.channels(); channel++) {
            int from = offset + channel * height * width;
            for (int y = 0; y < (vertical ? height / 2 : height); y++) {
                for (int x = 0; x < (vertical ? width : width / 2); x++) {
                    int here = from + y * width + x;
                    int there = vertical ? from + (height - 1 - y) * width + x : from + y * width + width - 1 - x;
                    float kept = pixels[here];
                    pixels[here] = pixels[there];
                    pixels[there] = kept;
                }
            }
        }
    }
}
