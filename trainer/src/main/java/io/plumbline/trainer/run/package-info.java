/** One experiment from its settings to a published checkpoint. */
@NullMarked
package io.plumbline.trainer.run;

import org.jspecify.annotations.NullMarked;
