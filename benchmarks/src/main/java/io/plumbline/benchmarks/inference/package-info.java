/** The inference service against a copy loop, ONNX Runtime alone, and what a user would write without it. */
@NullMarked
package io.plumbline.benchmarks.inference;

import org.jspecify.annotations.NullMarked;
