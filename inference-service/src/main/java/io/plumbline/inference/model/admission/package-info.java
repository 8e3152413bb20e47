/** The one way from a checkpoint's folder to a model that may serve: verified, tried in a child process, loaded. */
@NullMarked
package io.plumbline.inference.model.admission;

import org.jspecify.annotations.NullMarked;
