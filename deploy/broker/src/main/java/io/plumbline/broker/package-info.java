/** A real Kafka broker (KRaft) inside this JVM. */
@NullMarked
package io.plumbline.broker;

import org.jspecify.annotations.NullMarked;
