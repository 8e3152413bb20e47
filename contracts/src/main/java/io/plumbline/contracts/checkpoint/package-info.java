/** The checkpoint on disk: manifest, executable preprocessing, golden samples, digests. */
@NullMarked
package io.plumbline.contracts.checkpoint;

import org.jspecify.annotations.NullMarked;
