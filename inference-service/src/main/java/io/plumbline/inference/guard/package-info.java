/** What to do while something is broken: stop calling the model, give up a call, try again, wait a turn. The only package with Resilience4j. */
@NullMarked
package io.plumbline.inference.guard;

import org.jspecify.annotations.NullMarked;
