package io.plumbline.trainer.fit;

/**
 * One optimizer step.
 *
 * @param step from 1
 * @param steps of the whole run
 * @param epoch the epoch it belongs to, from 1
 * @param loss mean over the step's items
 * @param learningRate that was used
 * @param gradientNorm global, before clipping
 * @param items in the step
 * @param seconds spent on the run so far, by all its processes
 */
public record StepResult(
        long step,
        long steps,
        int epoch,
        double loss,
        double learningRate,
        double gradientNorm,
        int items,
        double seconds) {}
