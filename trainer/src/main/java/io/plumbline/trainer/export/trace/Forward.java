package io.plumbline.trainer.export.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;

/** A forward pass in evaluation mode that takes its parameters from the given store. */
@FunctionalInterface
public interface Forward {
    NDArray apply(ParameterStore parameters, NDArray input);
}
