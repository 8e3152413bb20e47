/** What the service shows of itself to Prometheus; the only package that knows its client library. */
@NullMarked
package io.plumbline.inference.telemetry;

import org.jspecify.annotations.NullMarked;
