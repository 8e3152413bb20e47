package io.plumbline.inference.stream;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Stands around the poll thread's Kafka clients, so that a test can end the process between any two of their calls. */
public interface ClientDecorator {
    /** The clients as they are. */
    ClientDecorator NONE = new ClientDecorator() {};

    default Consumer<byte[], byte[]> consumer(Consumer<byte[], byte[]> consumer) {
        return consumer;
    }

    default Producer<byte[], byte[]> producer(Producer<byte[], byte[]> producer) {
        return producer;
    }
}
