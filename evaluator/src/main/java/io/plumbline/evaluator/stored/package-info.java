/** The bytes that the state stores hold. */
@NullMarked
package io.plumbline.evaluator.stored;

import org.jspecify.annotations.NullMarked;
