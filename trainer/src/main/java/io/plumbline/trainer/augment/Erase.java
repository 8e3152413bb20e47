package io.plumbline.trainer.augment;

import io.plumbline.trainer.dataset.image.ImageShape;
import java.util.Arrays;

/**
 * Covers a rectangle of an image, in all channels, with {@code fill}.
 *
 * <p>Its share of the image's area is uniform in [minArea, maxArea], its height over width log-uniform in [0.3, 3.3]; if
 * ten such rectangles do not fit, the image stays whole.
 * <p>Source: Zhong et al. (2020), "Random erasing data augmentation", algorithm 1; there the cover is noise.
 */
record Erase(double probability, double minArea, double maxArea, double fill) implements ImageChange {
    private static final double MIN_ASPECT = 0.3;
    private static final double MAX_ASPECT = 3.3;
    private static final int ATTEMPTS = 10;

    @Override
    public void apply(float[] pixels, int offset, ImageShape shape, Draws draws) {
        if (!draws.chance(probability)) {
            return;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double area = draws.between(minArea, maxArea) * shape.height() * shape.width();
            double aspect = StrictMath.exp(draws.between(StrictMath.log(MIN_ASPECT), StrictMath.log(MAX_ASPECT)));
            int height = Math.max(1, (int) Math.round(Math.sqrt(area * aspect)));
            int width = Math.max(1, (int) Math.round(Math.sqrt(area / aspect)));
            if (height <= shape.height() && width <= shape.width()) {
                int top = draws.below(shape.height() - height + 1);
                int left = draws.below(shape.width() - width + 1);
                for (int channel = 0; channel < shape.channels(); channel++) {
                    for (int y = top; y < top + height; y++) {
                        int row = offset + (channel * shape.height() + y) * shape.width();
                        Arrays.fill(pixels, row + left, row + left + width, (float) fill);
                    }
                }
                return;
            }
        }
    }
}
