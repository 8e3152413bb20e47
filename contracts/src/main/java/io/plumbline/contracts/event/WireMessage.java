package io.plumbline.contracts.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record to be written to a topic, without any client library's types.
 *
 * <p>Units: {@code timestampMillis} since the epoch.
 */
@SuppressWarnings("ArrayRecordComponent") // Kafka's own shape; never compared.
public record WireMessage(
        byte @Nullable [] key, byte @Nullable [] value, List<WireHeader> headers, long timestampMillis) {
    // Spelled out: in the compact form javac drops @Nullable from the array parameters.
    public WireMessage(byte @Nullable [] key, byte @Nullable [] value, List<WireHeader> headers, long timestampMillis) {
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
        this.timestampMillis = timestampMillis;
    }
}
