/** Requests and labels from files to the topics, at a chosen pace. */
@NullMarked
package io.plumbline.local.produce;

import org.jspecify.annotations.NullMarked;
