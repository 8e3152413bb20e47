/** What training minimizes. */
@NullMarked
package io.plumbline.trainer.loss;

import org.jspecify.annotations.NullMarked;
