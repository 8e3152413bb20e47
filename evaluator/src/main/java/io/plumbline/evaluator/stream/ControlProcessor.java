package io.plumbline.evaluator.stream;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.codec.DesiredStateCodec;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.evaluator.drift.Rosters;
import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.tally.VersionKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the class names of every version that a control record has named since this process started; a version does not
 * go when a later record leaves it out, for its predictions are still to be judged. And which versions play a role now.
 */
final class ControlProcessor implements Processor<byte[], byte[], Void, Void> {
    private static final Logger LOG = LoggerFactory.getLogger(ControlProcessor.class);

    private final DesiredStateCodec codec = new DesiredStateCodec();
    private final NamesRevision revision;
    private final Rosters rosters;
    private @Nullable KeyValueStore<String, byte[]> names;

    ControlProcessor(NamesRevision revision, Rosters rosters) {
        this.revision = revision;
        this.rosters = rosters;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        names = context.getStateStore(StoreNames.CLASS_NAMES);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null || names == null) {
            return;
        }
        String model = new String(record.key(), StandardCharsets.UTF_8);
        Decoded<DesiredState> decoded = codec.decode(record.value(), "control record of model " + model);
        if (decoded instanceof Decoded.Rejected<DesiredState> rejected) {
            LOG.atWarn()
                    .addKeyValue("model", model)
                    .addKeyValue("error", rejected.describe())
                    .log("control record not read");
        } else if (decoded instanceof Decoded.Accepted<DesiredState> accepted) {
            KeyValueStore<String, byte[]> store = names;
            accepted.value().versions().forEach((version, info) -> {
                List<String> classes = info.task() instanceof Task.Classification task ? task.labels() : List.of();
                StoredBytes bytes = new StoredBytes().number(classes.size());
                classes.forEach(bytes::text);
                store.put(VersionNames.key(new VersionKey(model, version)), bytes.toBytes());
            });
            rosters.put(model, accepted.value());
            revision.advance();
        }
    }
}
