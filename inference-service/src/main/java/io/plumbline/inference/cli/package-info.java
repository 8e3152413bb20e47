/** The commands of the inference service: {@code serve}, {@code model …} and {@code dead-letters …}. */
@NullMarked
package io.plumbline.inference.cli;

import org.jspecify.annotations.NullMarked;
