/**
 * The topics that every service reads whole or changes by compare-and-set: how to reach the brokers, read to the end, and write a desired
 * state. Needs kafka-clients, which a user of this package brings.
 */
@NullMarked
package io.plumbline.contracts.kafka;

import org.jspecify.annotations.NullMarked;
