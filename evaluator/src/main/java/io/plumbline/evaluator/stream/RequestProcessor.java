package io.plumbline.evaluator.stream;

import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.evaluator.drift.Counting;
import io.plumbline.evaluator.drift.Part;
import io.plumbline.evaluator.tally.Published;
import io.plumbline.evaluator.tally.VersionKey;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Counts the features of one partition of requests, against the training of each version that plays a role in their model. A request that
 * cannot be read is the service's to reject, and is passed over.
 *
 * <p>Threads: its stream thread alone.
 */
final class RequestProcessor implements Processor<byte[], byte[], byte[], Published> {
    private final TopologyConfig config;
    private final DriftSources sources;
    private final RequestCodec codec = new RequestCodec();
    private @Nullable Work work;

    RequestProcessor(TopologyConfig config, DriftSources sources) {
        this.config = config;
        this.sources = sources;
    }

    /** Called for every life of the task: after a lost transaction, all that was in memory is built anew. */
    @Override
    public void init(ProcessorContext<byte[], Published> context) {
        Work fresh = new Work(context);
        work = fresh;
        context.schedule(config.publishEvery(), PunctuationType.WALL_CLOCK_TIME, millis -> fresh.turn());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Work current = work;
        if (current == null) {
            throw new IllegalStateException("process was called before init");
        }
        current.take(record);
    }

    /** Everything that belongs to one life of the task. */
    private final class Work {
        private final ProcessorContext<byte[], Published> context;
        private final DriftPanes features;

        Work(ProcessorContext<byte[], Published> context) {
            this.context = context;
            features = new DriftPanes(context.getStateStore(StoreNames.DRIFT_FEATURES), config.drift(), Part.FEATURES);
        }

        void take(Record<byte[], byte[]> record) {
            WireRecord wire = WireRecords.of(record, context);
            if (codec.decode(wire) instanceof Decoded.Accepted<Request> accepted) {
                Request request = accepted.value();
                request.model().or(sources.rosters()::onlyModel).ifPresent(model -> sources.rosters()
                        .of(model)
                        .forEach((version, checkpoint) ->
                                count(new VersionKey(model, version), checkpoint, request, wire.timestampMillis())));
            }
        }

        private void count(VersionKey version, String checkpoint, Request request, long timeMillis) {
            sources.profiles()
                    .of(version, checkpoint)
                    .ifPresent(profile -> features.count(
                            version,
                            profile,
                            timeMillis,
                            context.currentSystemTimeMs(),
                            pane -> Counting.request(request.payload(), profile, pane)));
        }

        void turn() {
            features.turn(
                    context.taskId().partition(),
                    context.currentSystemTimeMs(),
                    sources::profile,
                    published ->
                            context.forward(new Record<>(published.key(), published, context.currentSystemTimeMs())));
        }
    }
}
