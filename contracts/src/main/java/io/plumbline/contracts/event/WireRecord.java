package io.plumbline.contracts.event;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read from a topic, without any client library's types.
 *
 * <p>Units: {@code timestampMillis} since the epoch, as the producer or the broker set it.
 */
@SuppressWarnings("ArrayRecordComponent") // Kafka's own shape; never compared.
public record WireRecord(
        String topic,
        int partition,
        long offset,
        long timestampMillis,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<WireHeader> headers) {
    // Spelled out: in the compact form javac drops @Nullable from the array parameters.
    public WireRecord(
            String topic,
            int partition,
            long offset,
            long timestampMillis,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<WireHeader> headers) {
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.timestampMillis = timestampMillis;
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
    }

    /** Where this record stands, as {@code topic-partition-offset}. */
    public String source() {
        return topic + "-" + partition + "-" + offset;
    }

    /** Where this record stands, for a message to a person: {@code topic-partition@offset}. */
    public String where() {
        return topic + "-" + partition + "@" + offset;
    }

    /** The last header of that name as UTF-8, or empty. */
    public Optional<String> header(String name) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            WireHeader header = headers.get(i);
            byte[] value = header.value();
            if (header.name().equals(name) && value != null) {
                return Optional.of(new String(value, StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }
}
