/** Which of the definitions in use every metric follows, by name: those of a tool, or our own. */
@NullMarked
package io.plumbline.metrics.definition;

import org.jspecify.annotations.NullMarked;
