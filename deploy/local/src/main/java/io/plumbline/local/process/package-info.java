/** The project's own services as child processes: found in the source tree, started by classpath, watched and stopped. */
@NullMarked
package io.plumbline.local.process;

import org.jspecify.annotations.NullMarked;
