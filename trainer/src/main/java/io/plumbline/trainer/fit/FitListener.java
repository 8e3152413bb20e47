package io.plumbline.trainer.fit;

/** Hears how a run goes; called on the thread that trains. */
public interface FitListener {
    /** Hears nothing. */
    FitListener NONE = new FitListener() {
        @Override
        public void stepped(long step, long steps, double loss) {}

        @Override
        public void validated(int epoch, int epochs, double trainingLoss, double validationLoss) {}
    };

    /**
     * One step is done.
     *
     * @param step from 1
     * @param loss of this step's batch
     */
    void stepped(long step, long steps, double loss);

    /**
     * One epoch is done and validated.
     *
     * @param epoch from 1
     * @param trainingLoss mean over the epoch's steps
     * @param validationLoss over the validation part, in evaluation mode
     */
    void validated(int epoch, int epochs, double trainingLoss, double validationLoss);
}
