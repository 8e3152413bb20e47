package io.plumbline.inference.control;

import org.apache.kafka.common.KafkaException;

/** Tells a failure of the brokers, or of the way to them, from every other; for those who know no Kafka types. */
public final class BrokerTrouble {
    private BrokerTrouble() {}

    public static boolean caused(Throwable failure) {
        return failure instanceof KafkaException;
    }
}
