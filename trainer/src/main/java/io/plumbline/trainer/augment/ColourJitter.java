package io.plumbline.trainer.augment;

import io.plumbline.trainer.dataset.image.ImageShape;

/**
 * Changes brightness, then contrast, then saturation, each by a factor uniform in [max(0, 1 - strength), 1 + strength].
 *
 * <p>Brightness scales every pixel; contrast moves pixels away from the image's mean grey, or towards it; saturation moves
 * them away from their own grey. Results stay within 0 to 255. A strength of 0 leaves that property alone.
 * <p>Grey is 0.299 R + 0.587 G + 0.114 B. Source: ITU-R BT.601.
 */
record ColourJitter(double brightness, double contrast, double saturation) implements ImageChange {
    private static final float WHITE = 255;
    private static final double[] GREY = {0.299, 0.587, 0.114};

    @Override
    public String problem(ImageShape shape) {
        if (saturation > 0 && shape.channels() != GREY.length) {
            return "saturation is " + saturation + ", but images of " + shape + " have no colours, expected 0";
        }
        return shape.channels() == 1 || shape.channels() == GREY.length
                ? ""
                : "works on images of 1 or 3 channels, but these have " + shape.channels();
    }

    @Override
    public void apply(float[] pixels, int offset, ImageShape shape, Draws draws) {
        // All three are drawn whatever the strengths, so that changing one leaves the others as they were.
        double bright = factor(brightness, draws);
        double contrasting = factor(contrast, draws);
        double saturated = factor(saturation, draws);
        int plane = shape.height() * shape.width();
        if (brightness > 0) {
            blend(pixels, offset, shape.size(), 0, bright);
        }
        if (contrast > 0) {
            double sum = 0;
            for (int p = 0; p < plane; p++) {
                sum += grey(pixels, offset + p, plane, shape.channels());
            }
            blend(pixels, offset, shape.size(), sum / plane, contrasting);
        }
        if (saturation > 0) {
            for (int p = 0; p < plane; p++) {
                double grey = grey(pixels, offset + p, plane, shape.channels());
                for (int channel = 0; channel < shape.channels(); channel++) {
                    blend(pixels, offset + channel * plane + p, 1, grey, saturated);
                }
            }
        }
    }

    private static double factor(double strength, Draws draws) {
        return draws.between(Math.max(0, 1 - strength), 1 + strength);
    }

    /** Moves pixels from {@code base} to themselves and beyond: factor 0 is the base, 1 the pixel. */
    private static void blend(float[] pixels, int from, int count, double base, double factor) {
        for (int i = from; i < from + count; i++) {
            double moved = base + factor * (pixels[i] - base);
            pixels[i] = (float) Math.min(WHITE, Math.max(0, moved));
        }
    }

    private static double grey(float[] pixels, int at, int plane, int channels) {
        if (channels == 1) {
            return pixels[at];
        }
        double grey = 0;
        for (int channel = 0; channel < GREY.length; channel++) {
            grey += GREY[channel] * pixels[at + channel * plane];
        }
        return grey;
    }
}
