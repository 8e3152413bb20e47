/** Races our statistics against those of MOA. */
@NullMarked
package io.plumbline.benchmarks.moa;

import org.jspecify.annotations.NullMarked;
