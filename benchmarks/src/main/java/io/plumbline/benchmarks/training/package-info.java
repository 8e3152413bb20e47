/** The trainer against a loop that does nothing but train: items per second and memory. */
@NullMarked
package io.plumbline.benchmarks.training;

import org.jspecify.annotations.NullMarked;
