/** A trained network written as ONNX: trace, fold, write, compare. */
@NullMarked
package io.plumbline.trainer.export;

import org.jspecify.annotations.NullMarked;
