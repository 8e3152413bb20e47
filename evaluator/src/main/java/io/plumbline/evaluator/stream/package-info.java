/** The Kafka Streams topology: reads predictions and labels, keeps rows and tallies, publishes committed tallies. */
@NullMarked
package io.plumbline.evaluator.stream;

import org.jspecify.annotations.NullMarked;
