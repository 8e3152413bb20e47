/** Images changed at random while they are loaded, alike for the same seed whatever thread does it. */
@NullMarked
package io.plumbline.trainer.augment;

import org.jspecify.annotations.NullMarked;
