package io.plumbline.trainer.check;

import io.plumbline.trainer.fit.StepTimer;

/**
 * How long a run will take on this machine, from some real steps.
 *
 * @param networks how many are fitted, one after another
 * @param timing of the first
 */
public record EpochTime(StepTimer.Timing timing, int networks) {
    /** Training and validation of one network. */
    public double secondsPerEpoch() {
        return timing.stepsPerEpoch() * timing.secondsPerStep() + timing.validationSeconds();
    }

    /** Every epoch of every network; less if the run stops early. */
    public double secondsPerRun() {
        double epochs = Math.ceil((double) timing.steps() / timing.stepsPerEpoch());
        return networks * (timing.steps() * timing.secondsPerStep() + epochs * timing.validationSeconds());
    }
}
