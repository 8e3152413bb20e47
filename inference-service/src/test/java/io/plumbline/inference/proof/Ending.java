package io.plumbline.inference.proof;

import io.plumbline.contracts.event.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * How one request ended: a record of the predictions or of the dead letters.
 *
 * @param place the record's topic and partition
 * @param sourcePartition where the request lay
 * @param key the record's key: a prediction's is the request's id, a dead letter's is the request's own
 */
record Ending(String place, long offset, int sourcePartition, long sourceOffset, String key) {

    /** What the record says it answers, or empty for a shadow's prediction. */
    static Optional<Ending> of(ConsumerRecord<byte[], byte[]> record) {
        if (header(record, Headers.ROLE).filter("shadow"::equals).isPresent()) {
            return Optional.empty();
        }
        String partition;
        String offset;
        Optional<String> source = header(record, Headers.SOURCE);
        if (source.isPresent()) {
            String[] parts = source.get().split("-");
            partition = parts[parts.length - 2];
            offset = parts[parts.length - 1];
        } else {
            partition = header(record, "__dlq.errors.partition").orElseThrow();
            offset = header(record, "__dlq.errors.offset").orElseThrow();
        }
        return Optional.of(new Ending(
                record.topic() + "-" + record.partition(),
                record.offset(),
                Integer.parseInt(partition),
                Long.parseLong(offset),
                record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8)));
    }

    /** The request's place, as {@code partition@offset}. */
    String source() {
        return sourcePartition + "@" + sourceOffset;
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? Optional.empty() : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
}
