/** The desired state of a model, and what each instance really runs. */
@NullMarked
package io.plumbline.contracts.control;

import org.jspecify.annotations.NullMarked;
