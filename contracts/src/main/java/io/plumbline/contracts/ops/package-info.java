/** The HTTP endpoints that every service answers: metrics, liveness, readiness. */
@NullMarked
package io.plumbline.contracts.ops;

import org.jspecify.annotations.NullMarked;
