/** Which data source an experiment asks for. */
@NullMarked
package io.plumbline.trainer.dataset.source;

import org.jspecify.annotations.NullMarked;
