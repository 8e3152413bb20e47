package io.plumbline.trainer.augment;

import io.plumbline.trainer.dataset.image.ImageShape;

/**
 * Each image becomes {@code λ × itself + (1 - λ) × its partner}, with one λ from Beta(alpha, alpha) for the batch.
 *
 * <p>Source: Zhang et al. (2018), "mixup: Beyond empirical risk minimization", section 2.
 */
record Mixup(double alpha, double probability) implements BatchMix {
    @Override
    public double apply(float[] inputs, ImageShape shape, int[] partners, Draws draws) {
        double lambda = draws.beta(alpha);
        float own = (float) lambda;
        float others = (float) (1 - lambda);
        float[] before = inputs.clone();
        int size = shape.size();
        for (int image = 0; image < partners.length; image++) {
            int from = partners[image] * size;
            for (int p = 0; p < size; p++) {
                inputs[image * size + p] = own * before[image * size + p] + others * before[from + p];
            }
        }
        return lambda;
    }
}
