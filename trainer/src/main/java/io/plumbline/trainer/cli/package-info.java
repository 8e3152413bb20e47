/** The command line of the trainer: train, check, holdout. */
@NullMarked
package io.plumbline.trainer.cli;

import org.jspecify.annotations.NullMarked;
