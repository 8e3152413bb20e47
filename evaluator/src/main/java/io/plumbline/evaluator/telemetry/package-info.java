/** The committed tallies as Prometheus metrics. */
@NullMarked
package io.plumbline.evaluator.telemetry;

import org.jspecify.annotations.NullMarked;
