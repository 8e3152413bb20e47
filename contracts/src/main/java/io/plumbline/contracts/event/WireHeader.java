package io.plumbline.contracts.event;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One header of a record; its value may be absent, and a name may occur several times. */
@SuppressWarnings("ArrayRecordComponent") // Kafka's own shape; never compared.
public record WireHeader(String name, byte @Nullable [] value) {
    public static WireHeader of(String name, String value) {
        return new WireHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
