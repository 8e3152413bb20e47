/** What a run leaves on disk so that it can go on after a crash, each file whole or not there. */
@NullMarked
package io.plumbline.trainer.state;

import org.jspecify.annotations.NullMarked;
