/** ONNX files: written with the generated schema classes, run with ONNX Runtime. */
@NullMarked
package io.plumbline.trainer.export.onnx;

import org.jspecify.annotations.NullMarked;
