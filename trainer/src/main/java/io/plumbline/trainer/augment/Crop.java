package io.plumbline.trainer.augment;

import io.plumbline.trainer.dataset.image.ImageShape;
import java.util.Arrays;

/**
 * Cuts an image of the same size out of one that has {@code padding} pixels of {@code fill} around it: a shift by up to
 * that many pixels either way, every shift equally likely.
 */
record Crop(int padding, double fill) implements ImageChange {
    @Override
    public void apply(float[] pixels, int offset, ImageShape shape, Draws draws) {
        int down = draws.below(2 * padding + 1) - padding;
        int right = draws.below(2 * padding + 1) - padding;
        if (down == 0 && right == 0) {
            return;
        }
        int height = shape.height();
        int width = shape.width();
        float[] before = Arrays.copyOfRange(pixels, offset, offset + shape.size());
        Arrays.fill(pixels, offset, offset + shape.size(), (float) fill);
        int columns = width - Math.abs(right);
        if (columns <= 0) {
            return;
        }
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int y = Math.max(0, down); y < Math.min(height, height + down); y++) {
                int to = (channel * height + y) * width + Math.max(0, right);
                int from = (channel * height + y - down) * width + Math.max(0, -right);
                System.arraycopy(before, from, pixels, offset + to, columns);
            }
        }
    }
}
