/** Pushes a run's numbers to a Prometheus Pushgateway; the only package that knows Prometheus. */
@NullMarked
package io.plumbline.trainer.logger.pushgateway;

import org.jspecify.annotations.NullMarked;
