/** Version against version on the same ids: which pairs are kept, what they prove, and what the gate makes of it. */
@NullMarked
package io.plumbline.evaluator.compare;

import org.jspecify.annotations.NullMarked;
