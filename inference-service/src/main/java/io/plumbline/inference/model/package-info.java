/**
 * One version of a model in this process: finding its checkpoint, verifying it, loading it into ONNX Runtime, warming
 * it, leasing it out and closing it. The only package that knows DJL and ONNX Runtime.
 */
@NullMarked
package io.plumbline.inference.model;

import org.jspecify.annotations.NullMarked;
