/** The CPU against a GPU: whether they answer alike, and how fast each is. */
@NullMarked
package io.plumbline.benchmarks.device;

import org.jspecify.annotations.NullMarked;
