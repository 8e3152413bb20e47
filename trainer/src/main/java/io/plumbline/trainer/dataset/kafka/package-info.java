/** Labelled examples out of Kafka: requests joined with what turned out to be true of them. */
@NullMarked
package io.plumbline.trainer.dataset.kafka;

import org.jspecify.annotations.NullMarked;
