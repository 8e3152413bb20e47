/** The way from a desired state on the control topic to verified, loaded models that serve. */
@NullMarked
package io.plumbline.inference.control;

import org.jspecify.annotations.NullMarked;
