/** Starts the whole pipeline on one machine. */
@NullMarked
package io.plumbline.local;

import org.jspecify.annotations.NullMarked;
