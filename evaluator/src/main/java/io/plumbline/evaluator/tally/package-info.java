/** What has been counted of each version: additive, exactly revertible, mergeable over partitions. */
@NullMarked
package io.plumbline.evaluator.tally;

import org.jspecify.annotations.NullMarked;
