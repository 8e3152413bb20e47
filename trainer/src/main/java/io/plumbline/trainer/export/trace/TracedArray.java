package io.plumbline.trainer.export.trace;

import ai.djl.ndarray.NDArray;
import io.plumbline.trainer.export.graph.Value;

/** What a proxied array is besides an array: the value it stands for, and the real array that computes along. */
interface TracedArray {
    Value tracedValue();

    NDArray tracedArray();
}
