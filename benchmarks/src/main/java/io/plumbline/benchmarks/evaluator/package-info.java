/** The evaluator against Kafka Streams' own join, what its state takes, and how long a scrape lasts. */
@NullMarked
package io.plumbline.benchmarks.evaluator;

import org.jspecify.annotations.NullMarked;
