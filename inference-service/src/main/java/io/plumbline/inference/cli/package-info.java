/** The commands of the inference service: {@code serve} and {@code model …}. */
@NullMarked
package io.plumbline.inference.cli;

import org.jspecify.annotations.NullMarked;
