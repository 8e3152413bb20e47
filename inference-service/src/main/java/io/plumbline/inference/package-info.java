/** Starts and stops the inference service. */
@NullMarked
package io.plumbline.inference;

import org.jspecify.annotations.NullMarked;
