/** The events on the topics: request, prediction, label, and how a record that is none of them is refused. */
@NullMarked
package io.plumbline.contracts.event;

import org.jspecify.annotations.NullMarked;
