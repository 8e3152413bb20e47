package io.plumbline.evaluator.stream;

import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Records as the codecs read them. */
final class WireRecords {
    private WireRecords() {}

    static WireRecord of(Record<byte[], byte[]> record, ProcessorContext<?, ?> context) {
        RecordMetadata at =
                context.recordMetadata().orElseThrow(() -> new IllegalStateException("a record came from no topic"));
        List<WireHeader> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new WireHeader(header.key(), header.value()));
        }
        return new WireRecord(
                at.topic(), at.partition(), at.offset(), record.timestamp(), record.key(), record.value(), headers);
    }
}
