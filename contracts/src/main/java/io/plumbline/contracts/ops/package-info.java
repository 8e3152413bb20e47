/** How a process shows its operator how it is: metrics, liveness and readiness over HTTP, and whether a terminal is watched. */
@NullMarked
package io.plumbline.contracts.ops;

import org.jspecify.annotations.NullMarked;
