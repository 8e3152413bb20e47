package io.plumbline.evaluator.stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/** A record's own timestamp; one that is missing or negative takes the partition's time, and never stops the stream. */
final class RecordTime implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTimeMillis) {
        return record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partitionTimeMillis);
    }
}
