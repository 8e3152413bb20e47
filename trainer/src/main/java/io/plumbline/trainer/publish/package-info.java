/** Checkpoints: parity, metrics, golden samples, reference histograms, and the atomic move into the store. */
@NullMarked
package io.plumbline.trainer.publish;

import org.jspecify.annotations.NullMarked;
