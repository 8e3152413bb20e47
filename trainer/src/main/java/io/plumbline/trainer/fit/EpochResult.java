package io.plumbline.trainer.fit;

import java.util.Map;

/**
 * One validation.
 *
 * @param epoch from 1
 * @param epochs of the whole run
 * @param step optimizer steps done
 * @param trainingLoss mean over the epoch's steps
 * @param validationLoss over the validation part, in evaluation mode
 * @param metrics over the validation part, by the evaluator's names
 * @param learningRate of the epoch's last step
 * @param best whether no earlier epoch was better by the metric that decides
 * @param seconds spent on the run so far, by all its processes
 */
public record EpochResult(
        int epoch,
        int epochs,
        long step,
        double trainingLoss,
        double validationLoss,
        Map<String, Double> metrics,
        double learningRate,
        boolean best,
        double seconds) {}
