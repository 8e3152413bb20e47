package io.plumbline.trainer.augment;

import io.plumbline.trainer.dataset.image.ImageShape;

/**
 * Each image gets a rectangle of its partner, the same rectangle for the whole batch.
 *
 * <p>With λ from Beta(alpha, alpha) the rectangle has the image's proportions and {@code 1 - λ} of its area, and its centre
 * anywhere; what hangs over the edge is cut off. The part that is reported is counted in pixels that are really pasted.
 * <p>Source: Yun et al. (2019), "CutMix: Regularization strategy to train strong classifiers with localizable features",
 * section 3.1.
 */
record CutMix(double alpha, double probability) implements BatchMix {
    @Override
    public double apply(float[] inputs, ImageShape shape, int[] partners, Draws draws) {
        double side = Math.sqrt(1 - draws.beta(alpha));
        int halfHeight = (int) (side * shape.height()) / 2;
        int halfWidth = (int) (side * shape.width()) / 2;
        int middleY = draws.below(shape.height());
        int middleX = draws.below(shape.width());
        int top = Math.max(0, middleY - halfHeight);
        int bottom = Math.min(shape.height(), middleY + halfHeight);
        int left = Math.max(0, middleX - halfWidth);
        int right = Math.min(shape.width(), middleX + halfWidth);
        float[] before = inputs.clone();
        for (int image = 0; image < partners.length; image++) {
            for (int channel = 0; channel < shape.channels(); channel++) {
                for (int y = top; y < bottom; y++) {
                    int row = (channel * shape.height() + y) * shape.width() + left;
                    System.arraycopy(
                            before,
                            partners[image] * shape.size() + row,
                            inputs,
                            image * shape.size() + row,
                            right - left);
                }
            }
        }
        double pasted = (double) (bottom - top) * (right - left);
        return 1 - pasted / ((double) shape.height() * shape.width());
    }
}
