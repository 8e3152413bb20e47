/** The computation graph between trace and file, and the passes over it. */
@NullMarked
package io.plumbline.trainer.export.graph;

import org.jspecify.annotations.NullMarked;
