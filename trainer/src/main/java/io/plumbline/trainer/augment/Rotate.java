package io.plumbline.trainer.augment;

import io.plumbline.trainer.dataset.image.ImageShape;
import java.util.Arrays;

/**
 * Turns an image about its centre by an angle uniform in [-degrees, degrees], bilinearly; what comes from outside is
 * {@code fill}.
 */
record Rotate(double probability, double degrees, double fill) implements ImageChange {
    @Override
    public void apply(float[] pixels, int offset, ImageShape shape, Draws draws) {
        if (!draws.chance(probability)) {
            return;
        }
        turn(pixels, offset, shape, StrictMath.toRadians(draws.between(-degrees, degrees)));
    }

    /** @param radians anticlockwise as an image is looked at, its first row on top */
    void turn(float[] pixels, int offset, ImageShape shape, double radians) {
        double cos = StrictMath.cos(radians);
        double sin = StrictMath.sin(radians);
        int height = shape.height();
        int width = shape.width();
        double middleY = (height - 1) / 2.0;
        double middleX = (width - 1) / 2.0;
        float[] before = Arrays.copyOfRange(pixels, offset, offset + shape.size());
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double fromX = cos * (x - middleX) - sin * (y - middleY) + middleX;
                double fromY = sin * (x - middleX) + cos * (y - middleY) + middleY;
                for (int channel = 0; channel < shape.channels(); channel++) {
                    pixels[offset + (channel * height + y) * width + x] =
                            sample(before, channel * height * width, height, width, fromY, fromX);
                }
            }
        }
    }

    private float sample(float[] plane, int from, int height, int width, double y, double x) {
        int top = (int) Math.floor(y);
        int left = (int) Math.floor(x);
        double below = y - top;
        double beyond = x - left;
        return (float) ((1 - below) * (1 - beyond) * at(plane, from, height, width, top, left)
                + (1 - below) * beyond * at(plane, from, height, width, top, left + 1)
                + below * (1 - beyond) * at(plane, from, height, width, top + 1, left)
                + below * beyond * at(plane, from, height, width, top + 1, left + 1));
    }

    private double at(float[] plane, int from, int height, int width, int y, int x) {
        return y >= 0 && y < height && x >= 0 && x < width ? plane[from + y * width + x] : fill;
    }
}
