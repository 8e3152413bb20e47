package io.plumbline.trainer.fit;

/**
 * Hears how a run goes; called on the thread that trains, in the order started, (stepped*, validated)*, ended, evaluated, close.
 *
 * <p>A run that is interrupted hears neither {@link #ended} nor {@link #evaluated}; one that goes on from a saved state hears
 * {@link #started} with the step it goes on from, and what it said before about later steps no longer counts.
 */
public interface FitListener extends AutoCloseable {
    /** Hears nothing. */
    FitListener NONE = new FitListener() {};

    default void started(FitStart start) {}

    /** One optimizer step is done. */
    default void stepped(StepResult step) {}

    /** The network was validated: at the end of an epoch, or of the run. */
    default void validated(EpochResult epoch) {}

    /** Fitting is over; what follows is evaluation and export. */
    default void ended(FitEnd end) {}

    /** The model that will be exported has answered the whole validation part. */
    default void evaluated(Evaluation evaluation) {}

    @Override
    default void close() {}
}
