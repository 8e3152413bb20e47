/** From requests to predictions: one thread polls, micro-batches and commits, exactly once. */
@NullMarked
package io.plumbline.inference.stream;

import org.jspecify.annotations.NullMarked;
