package io.plumbline.evaluator.stream;

import io.plumbline.contracts.event.WireRecord;
import io.plumbline.evaluator.cohort.Spans;
import io.plumbline.evaluator.join.JoinEvent;
import io.plumbline.evaluator.join.JoinRow;
import io.plumbline.evaluator.join.Joiner;
import io.plumbline.evaluator.join.RowCodec;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.Published;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins one partition: gives each record to the row of its id, writes the row and the tallies, and from time to time
 * looks at rows that are due and publishes the tallies that changed.
 *
 * <p>Threads: its stream thread alone.
 */
final class JoinProcessor implements Processor<byte[], byte[], byte[], Published> {
    private static final Logger LOG = LoggerFactory.getLogger(JoinProcessor.class);

    /** Rows looked at in one turn of the clock, so that a wave of expiries does not hold up the records behind it. */
    private static final int ROWS_A_TURN = 2_000;

    /** How often that in one turn while more are due; state must not grow because turns are rare. */
    private static final int BATCHES_A_TURN = 10;

    private final TopologyConfig config;
    private final NamesRevision revision;
    private final OwnedPartitions partitions;
    private final Optional<DriftSources> driftSources;
    private final EventReader reader = new EventReader();
    private @Nullable Work work;

    /** @param driftSources empty where drift is not watched */
    JoinProcessor(
            TopologyConfig config,
            NamesRevision revision,
            OwnedPartitions partitions,
            Optional<DriftSources> driftSources) {
        this.config = config;
        this.revision = revision;
        this.partitions = partitions;
        this.driftSources = driftSources;
    }

    /** Called for every life of the task: after a lost transaction, all that was in memory is built anew. */
    @Override
    public void init(ProcessorContext<byte[], Published> context) {
        Work fresh = new Work(context);
        work = fresh;
        partitions.add(context.taskId().partition());
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

    @Override
    public void close() {
        Work current = work;
        if (current != null) {
            partitions.remove(current.context.taskId().partition());
            work = null;
        }
    }

    /** Everything that belongs to one life of the task. */
    private final class Work {
        private final ProcessorContext<byte[], Published> context;
        private final Cells cells;
        private final VersionNames names;
        private final Joiner joiner;
        private final Rows rows;
        private final PartitionClock clock;
        private final Optional<JoinDrift> drift;
        private long namesSeen = -1;
        private long sweptRevision = -1;
        private Optional<String> waitingFrom = Optional.empty();

        Work(ProcessorContext<byte[], Published> context) {
            this.context = context;
            cells = new Cells(
                    context.getStateStore(StoreNames.CELLS),
                    context.getStateStore(StoreNames.JOURNAL),
                    config.windows(),
                    Spans.of(config.horizons().join()),
                    context.currentSystemTimeMs());
            names = new VersionNames(context.getStateStore(StoreNames.CLASS_NAMES), cells);
            joiner = new Joiner(config.horizons(), names, config.comparison().errorScales());
            rows = new Rows(
                    context.getStateStore(StoreNames.ROWS),
                    new DueIndex(context.getStateStore(StoreNames.DUE)),
                    context.getStateStore(StoreNames.WAITING),
                    new RowCodec(cells.versions()),
                    joiner::dueMillis);
            clock = new PartitionClock(context.currentSystemTimeMs());
            drift = driftSources.map(sources -> new JoinDrift(
                    config.drift(),
                    sources,
                    context.getStateStore(StoreNames.DRIFT_SCORES),
                    context.getStateStore(StoreNames.DRIFT_ERRORS)));
        }

        void take(Record<byte[], byte[]> record) {
            clock.recordSeen(context.currentSystemTimeMs());
            WireRecord wire = WireRecords.of(record, context);
            boolean isLabel = wire.topic().equals(config.topics().labels());
            cells.positions().read(isLabel, wire.offset());
            EventReader.Reading reading = isLabel
                    ? reader.label(wire, now(), context.currentSystemTimeMs())
                    : reader.prediction(wire, now(), context.currentSystemTimeMs());
            if (reading instanceof EventReader.Reading.Invalid invalid) {
                LOG.atTrace()
                        .addKeyValue("topic", wire.topic())
                        .addKeyValue("partition", wire.partition())
                        .addKeyValue("offset", wire.offset())
                        .addKeyValue("error", invalid.message())
                        .log("record cannot be judged");
                invalid(invalid.version());
            } else if (reading instanceof EventReader.Reading.Event event) {
                if (event.event() instanceof JoinEvent.Predicted predicted && !cells.admits(predicted.version())) {
                    invalid(VersionKey.NONE);
                } else {
                    apply(event.id(), rows.get(event.id()), event.event());
                }
            }
        }

        private void invalid(VersionKey version) {
            VersionKey counted = cells.admits(version) ? version : VersionKey.NONE;
            cells.apply(List.of(new TallyUpdate.Count(counted, Counter.INVALID)));
        }

        /** The row as it is afterwards. */
        private Optional<JoinRow> apply(String id, JoinRow row, JoinEvent event) {
            Joiner.Step step = joiner.apply(row, event);
            boolean ofARecord = event instanceof JoinEvent.Predicted || event instanceof JoinEvent.Labelled;
            if (!rows.replace(id, row, step.row(), ofARecord)) {
                // Refused before anything changes: its changelog record would stop the topology at every restart.
                LOG.atWarn().addKeyValue("id", id).log("row would be too large, record not counted");
                // A version that has its number has a tally too, so that there are never more than are admitted.
                invalid(event instanceof JoinEvent.Predicted predicted ? predicted.version() : VersionKey.NONE);
                return Optional.of(row);
            }
            cells.apply(step.updates());
            drift.ifPresent(watch -> watch.applied(event, step.updates(), context.currentSystemTimeMs()));
            if (cells.wantsSaving()) {
                cells.save(now());
            }
            return step.row();
        }

        /** One turn of the clock. */
        void turn() {
            long now = now();
            int due = ROWS_A_TURN;
            for (int batch = 0; batch < BATCHES_A_TURN && due >= ROWS_A_TURN; batch++) {
                due = lookAtDue(now);
            }
            judgeWaiting();
            cells.name(names);
            cells.settle(now);
            cells.save(now);
            int partition = context.taskId().partition();
            boolean published = cells.publish(partition, context.currentSystemTimeMs(), this::forward);
            OptionalLong clockReached = due < ROWS_A_TURN ? OptionalLong.of(now) : OptionalLong.empty();
            cells.positions().progress(partition, clockReached, published).ifPresent(this::forward);
            drift.ifPresent(watch -> watch.turn(partition, context.currentSystemTimeMs(), this::forward));
        }

        private void forward(Published published) {
            context.forward(new Record<>(published.key(), published, context.currentSystemTimeMs()));
        }

        private int lookAtDue(long now) {
            List<String> ids = rows.takeDue(now, ROWS_A_TURN);
            for (String id : ids) {
                JoinRow row = rows.get(id);
                if (!row.isEmpty()) {
                    Optional<JoinRow> next = joiner.dueMillis(row) <= now
                            ? apply(id, row, new JoinEvent.TimePassed(now))
                            : Optional.of(row);
                    next.ifPresent(kept -> rows.schedule(id, kept));
                }
            }
            return ids.size();
        }

        /** Goes through all that wait, over several turns if need be, for each revision of the names. */
        private void judgeWaiting() {
            if (waitingFrom.isEmpty()) {
                sweptRevision = revision.now();
            }
            if (sweptRevision == namesSeen) {
                return;
            }
            List<String> ids = rows.waiting(waitingFrom, ROWS_A_TURN);
            for (String id : ids) {
                apply(id, rows.get(id), new JoinEvent.NamesKnown());
            }
            if (ids.size() < ROWS_A_TURN) {
                // Names that came during the sweep start another: its first rows were not looked at for them.
                namesSeen = sweptRevision;
                waitingFrom = Optional.empty();
            } else {
                waitingFrom = Optional.of(ids.get(ids.size() - 1));
            }
        }

        private long now() {
            return clock.now(context.currentStreamTimeMs(), context.currentSystemTimeMs());
        }
    }
}
