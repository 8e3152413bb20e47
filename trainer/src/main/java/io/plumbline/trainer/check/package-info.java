/** What can be said about an experiment before it is trained: data, layers, rates, time, known mistakes. */
@NullMarked
package io.plumbline.trainer.check;

import org.jspecify.annotations.NullMarked;
