/** Looks at everything that an instance will need, before or while it runs, and says what is wrong and what to do. */
@NullMarked
package io.plumbline.inference.doctor;

import org.jspecify.annotations.NullMarked;
