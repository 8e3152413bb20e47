package io.plumbline.inference.stream;

import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Between Kafka's records and ours. */
public final class Wire {
    /** Most that the log's framing adds to a record's own bytes. */
    private static final int FRAME_BYTES = 128;

    /** Most that the framing adds to one header. */
    private static final int HEADER_FRAME_BYTES = 10;

    private Wire() {}

    public static WireRecord read(ConsumerRecord<byte[], byte[]> record) {
        Header[] headers = record.headers().toArray();
        WireHeader[] copies = new WireHeader[headers.length];
        for (int i = 0; i < headers.length; i++) {
            copies[i] = new WireHeader(headers[i].key(), headers[i].value());
        }
        return new WireRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                List.of(copies));
    }

    public static ProducerRecord<byte[], byte[]> write(String topic, WireMessage message) {
        List<Header> headers = new ArrayList<>(message.headers().size());
        for (WireHeader header : message.headers()) {
            headers.add(new RecordHeader(header.name(), header.value()));
        }
        // A record from before Kafka 0.10 has no time; the broker sets one.
        Long timestamp = message.timestampMillis() < 0 ? null : message.timestampMillis();
        return new ProducerRecord<>(topic, null, timestamp, message.key(), message.value(), headers);
    }

    /** An upper bound of what the producer counts against {@code max.request.size}. */
    public static long bytes(WireMessage message) {
        long bytes = FRAME_BYTES + length(message.key()) + length(message.value());
        for (WireHeader header : message.headers()) {
            // A name takes up to three bytes a character in UTF-8.
            bytes += HEADER_FRAME_BYTES + 3L * header.name().length() + length(header.value());
        }
        return bytes;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
