package io.plumbline.trainer.fit;

import io.plumbline.trainer.experiment.Settings;

/**
 * How long and in which portions a network is fitted.
 *
 * @param epochs passes over the training part, at least 1
 * @param batch items per step (rows, or whole queries for ranking), at least 2
 * @param seed decides parameters, order and dropout; with the same data and threads the run repeats bit for bit
 */
public record FitConfig(int epochs, int batch, int seed) {
    public static FitConfig from(Settings fit, int seed) {
        return new FitConfig(fit.whole("epochs", 1, 100_000), fit.whole("batch", 2, 1 << 20), seed);
    }
}
