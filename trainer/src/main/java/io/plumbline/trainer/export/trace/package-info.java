/** The forward pass of a DJL block recorded through proxies. */
@NullMarked
package io.plumbline.trainer.export.trace;

import org.jspecify.annotations.NullMarked;
