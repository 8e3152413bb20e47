package io.plumbline.trainer.schedule;

/**
 * Where a run stands when it asks for a learning rate.
 *
 * @param step optimizer steps done, from 0
 * @param stepsPerEpoch optimizer steps of one epoch, at least 1
 * @param steps of the whole run, at least 1
 */
public record Moment(long step, long stepsPerEpoch, long steps) {
    /** Whole epochs done, from 0. */
    public long epoch() {
        return step / stepsPerEpoch;
    }

    /** Epochs of the whole run. */
    public double epochs() {
        return (double) steps / stepsPerEpoch;
    }
}
