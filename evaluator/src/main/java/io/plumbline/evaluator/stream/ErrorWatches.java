package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.drift.Detector;
import io.plumbline.evaluator.drift.DriftRecord;
import io.plumbline.evaluator.drift.ErrorDrift;
import io.plumbline.evaluator.drift.ErrorWatch;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.drift.FalseAlarmBudget;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watches over the errors of one partition, by version.
 *
 * <p>A watch's state is larger than an error, so for each version the store holds the state as of some error, and the page of those that
 * came after, filled in place. When the page is full, the state is written anew and another page begun. A page says how many errors the
 * state has that it goes on from; one that goes on from another counts for nothing. So what a transaction commits is always all
 * errors so far, and a restart goes on with the same bits.
 *
 * <p>Threads: one at a time.
 */
final class ErrorWatches {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorWatches.class);

    private static final String STATE = "s";
    private static final String PAGE = "p";
    private static final char END = '\0';

    /** Errors in a page: 4 KiB, so that a restart replays little and a commit writes little. */
    private static final int ERRORS_A_PAGE = 255;

    private static final int BASE = 0;
    private static final int SCALE = 1;
    private static final int ERRORS = 2;
    private static final int PAGE_HEAD = 3;
    private static final int LONGS_AN_ERROR = 2;

    private final KeyValueStore<String, byte[]> store;
    private final FalseAlarmBudget budget;
    private final Map<VersionKey, Watched> watches = new HashMap<>();
    private final Set<VersionKey> unpublished = new HashSet<>();

    private static final class Watched {
        private final ErrorWatch watch;
        private byte[] page = new byte[0];
        private LongBuffer longs = LongBuffer.allocate(0);
        private int errors = ERRORS_A_PAGE;

        Watched(ErrorWatch watch) {
            this.watch = watch;
        }

        void begin() {
            page = new byte[(PAGE_HEAD + LONGS_AN_ERROR * ERRORS_A_PAGE) * Long.BYTES];
            longs = ByteBuffer.wrap(page).asLongBuffer();
            longs.put(BASE, watch.samples());
            longs.put(SCALE, watch.scale().ordinal());
            errors = 0;
        }
    }

    ErrorWatches(KeyValueStore<String, byte[]> store, FalseAlarmBudget budget) {
        this.store = store;
        this.budget = budget;
        Map<VersionKey, byte[]> states = new HashMap<>();
        Map<VersionKey, byte[]> pages = new HashMap<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                (entry.key.startsWith(STATE) ? states : pages).put(version(entry.key), entry.value);
            }
        }
        pages.forEach((version, page) -> watches.put(version, restored(states.get(version), page)));
        unpublished.addAll(watches.keySet());
    }

    private Watched restored(byte @org.jspecify.annotations.Nullable [] state, byte[] page) {
        LongBuffer longs = ByteBuffer.wrap(page).asLongBuffer();
        ErrorWatch watch = state == null
                ? new ErrorWatch(ErrorWatch.Scale.values()[(int) longs.get(SCALE)], budget)
                : ErrorWatch.fromState(budget, toLongs(state));
        Watched watched = new Watched(watch);
        if (longs.get(BASE) == watch.samples()) {
            watched.page = page;
            watched.longs = longs;
            watched.errors = (int) longs.get(ERRORS);
            for (int i = 0; i < watched.errors; i++) {
                int at = PAGE_HEAD + LONGS_AN_ERROR * i;
                watch.add(Double.longBitsToDouble(longs.get(at)), longs.get(at + 1));
            }
        }
        return watched;
    }

    /**
     * Takes the next error of a version; one of another scale than those before is not taken, since a version has one task.
     *
     * @param timeMillis of the request
     */
    void add(VersionKey version, ErrorWatch.Scale scale, double error, long timeMillis) {
        Watched watched = watches.computeIfAbsent(version, key -> new Watched(new ErrorWatch(scale, budget)));
        if (watched.watch.scale() != scale) {
            return;
        }
        if (watched.errors == ERRORS_A_PAGE) {
            if (watched.watch.samples() > 0) {
                store.put(key(STATE, version), toBytes(watched.watch.state()));
            }
            watched.begin();
        }
        boolean changed = watched.watch.add(error, timeMillis);
        int at = PAGE_HEAD + LONGS_AN_ERROR * watched.errors++;
        watched.longs.put(at, Double.doubleToLongBits(error));
        watched.longs.put(at + 1, timeMillis);
        watched.longs.put(ERRORS, watched.errors);
        store.put(key(PAGE, version), watched.page);
        unpublished.add(version);
        if (changed) {
            LOG.atWarn()
                    .addKeyValue("model", version.model())
                    .addKeyValue("modelVersion", version.version())
                    .addKeyValue("samples", watched.watch.samples())
                    .log("errors have changed");
        }
    }

    /** Hands over what every version's detectors say that took an error since the last call. */
    void publish(int partition, Consumer<DriftRecord> to) {
        for (VersionKey version : unpublished) {
            Watched watched = watches.get(version);
            if (watched != null) {
                Map<Detector, ErrorDrift.Reading> readings = new EnumMap<>(Detector.class);
                for (Detector detector : Detector.values()) {
                    readings.put(detector, watched.watch.reading(detector));
                }
                to.accept(
                        new DriftRecord.Errors(new ErrorDrift(version, partition, watched.watch.samples(), readings)));
            }
        }
        unpublished.clear();
    }

    private static String key(String kind, VersionKey version) {
        return kind + END + version.model() + END + version.version();
    }

    private static VersionKey version(String key) {
        String[] parts = key.split(String.valueOf(END), -1);
        return new VersionKey(parts[1], parts[2]);
    }

    private static byte[] toBytes(long[] longs) {
        ByteBuffer bytes = ByteBuffer.allocate(longs.length * Long.BYTES);
        bytes.asLongBuffer().put(longs);
        return bytes.array();
    }

    private static long[] toLongs(byte[] bytes) {
        long[] longs = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(longs);
        return longs;
    }
}
