/** What to do while something is broken: stop calling the model, try a load again. The only package with Resilience4j. */
@NullMarked
package io.plumbline.inference.guard;

import org.jspecify.annotations.NullMarked;
