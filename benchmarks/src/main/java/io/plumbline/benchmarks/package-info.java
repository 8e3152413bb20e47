/** Races of Plumbline's own arithmetic against the plain way of doing it, side by side in one run. */
@NullMarked
package io.plumbline.benchmarks;

import org.jspecify.annotations.NullMarked;
