/** Confusion counts and what follows from them. */
@NullMarked
package io.plumbline.metrics.classification;

import org.jspecify.annotations.NullMarked;
