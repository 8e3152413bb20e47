/** Experiment files: a nested YAML document, read with every mistake named. */
@NullMarked
package io.plumbline.trainer.experiment;

import org.jspecify.annotations.NullMarked;
