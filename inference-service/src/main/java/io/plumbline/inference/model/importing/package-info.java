/**
 * ONNX files from elsewhere as checkpoints: what the graph says is read off it, what it cannot say is asked for, and what
 * would not serve is not imported.
 */
@NullMarked
package io.plumbline.inference.model.importing;

import org.jspecify.annotations.NullMarked;
