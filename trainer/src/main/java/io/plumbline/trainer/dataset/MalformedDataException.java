package io.plumbline.trainer.dataset;

/**
 * Data that does not read as its format says, or that nothing can be learnt from; the message names file or topic, place, what
 * was found and expected. What an experiment names wrongly is an
 * {@link io.plumbline.trainer.experiment.InvalidExperimentException} instead.
 */
public final class MalformedDataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedDataException(String message) {
        super(message);
    }
}
