package io.plumbline.inference.control;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Tells a failure of the brokers, or of the way to them, from every other; for those who know no Kafka types. */
public final class BrokerTrouble {
    private BrokerTrouble() {}

    public static boolean caused(Throwable failure) {
        return failure instanceof KafkaException;
    }

    /**
     * Whether the brokers said no for now: asked again in a moment they may say yes. Not one that they did not answer at all:
     * that one has waited already. Not a topic that is missing.
     */
    public static boolean passing(Throwable failure) {
        return failure instanceof RetriableException
                && !(failure instanceof TimeoutException)
                && !(failure instanceof UnknownTopicOrPartitionException);
    }
}
