/** The events on the topics: request, prediction, label. */
@NullMarked
package io.plumbline.contracts.event;

import org.jspecify.annotations.NullMarked;
