/** What a checkpoint holds besides the graph, and the atomic move of it into the store. */
@NullMarked
package io.plumbline.trainer.publish;

import org.jspecify.annotations.NullMarked;
