/** Whether requests, scores and errors of a version still are what they were: counts over windows, detectors, evidence. */
@NullMarked
package io.plumbline.evaluator.drift;

import org.jspecify.annotations.NullMarked;
