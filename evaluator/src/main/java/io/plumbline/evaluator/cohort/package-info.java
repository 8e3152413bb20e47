/** What is kept of predictions by when they were made, so that labels that have not come can be allowed for. */
@NullMarked
package io.plumbline.evaluator.cohort;

import org.jspecify.annotations.NullMarked;
