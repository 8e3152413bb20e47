package io.plumbline.trainer.dataset.kafka;

import io.plumbline.contracts.codec.LabelCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Label;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The newest label of every id, by the rule that the evaluator judges by: the one of the higher revision, else of the later
 * time (its own, or its record's), else of the later offset. A retraction has no revision; it withdraws the labels before it,
 * and one counts again if it is newer than those.
 */
final class LabelLedger {
    private static final String READ = "read";
    private static final String MALFORMED = "malformed";
    private static final String DUPLICATE = "duplicate";
    private static final String STALE = "stale";
    private static final String CORRECTED = "corrected";
    private static final String RETRACTED = "retracted";
    private static final String ORPHAN = "orphan";

    private final LabelCodec codec = new LabelCodec();
    private final Map<String, Held> held = new HashMap<>();
    private final Set<String> asked = new HashSet<>();
    private final Counts counts = new Counts(READ, MALFORMED, DUPLICATE, STALE, CORRECTED, RETRACTED);
    private Optional<String> firstMalformed = Optional.empty();

    void add(WireRecord record) {
        counts.add(READ);
        Decoded<Label> decoded = codec.decode(record);
        if (decoded instanceof Decoded.Accepted<Label> accepted) {
            add(accepted.value(), record);
        } else if (decoded instanceof Decoded.Rejected<Label> rejected) {
            counts.add(MALFORMED);
            firstMalformed = firstMalformed.or(() -> Optional.of(rejected.describe()));
        }
    }

    private void add(Label label, WireRecord record) {
        Held known = held.get(label.id());
        boolean retraction = label.truth() instanceof Truth.Retracted;
        long time = label.time().map(Instant::toEpochMilli).orElse(record.timestampMillis());
        Order order = new Order(label.revision().orElse(0), time, record.offset());
        if (retraction && known != null) {
            order = new Order(known.order().revision(), Math.max(known.order().timeMillis(), time), record.offset());
        }
        if (known != null) {
            boolean newer = order.compareTo(known.order()) > 0;
            if (known.truth().equals(label.truth()) && known.order().revision() == order.revision()) {
                counts.add(DUPLICATE);
                if (newer) {
                    held.put(label.id(), new Held(label.truth(), order));
                }
                return;
            }
            if (!newer) {
                counts.add(STALE);
                return;
            }
            if (!retraction && !(known.truth() instanceof Truth.Retracted)) {
                counts.add(CORRECTED);
            }
        }
        if (retraction) {
            counts.add(RETRACTED);
        }
        held.put(label.id(), new Held(label.truth(), order));
    }

    /** The truth about an id, which may be that its label was withdrawn; empty if none was ever said. */
    Optional<Truth> truth(String id) {
        asked.add(id);
        return Optional.ofNullable(held.get(id)).map(Held::truth);
    }

    /** What came, and how many ids have a label that nobody asked for. */
    Map<String, Object> counts() {
        Map<String, Object> all = counts.asMap();
        long orphans = held.entrySet().stream()
                .filter(entry -> !asked.contains(entry.getKey()))
                .filter(entry -> !(entry.getValue().truth() instanceof Truth.Retracted))
                .count();
        all.put(ORPHAN, orphans);
        firstMalformed.ifPresent(message -> all.put("first_malformed", message));
        return all;
    }

    private record Held(Truth truth, Order order) {}

    private record Order(long revision, long timeMillis, long offset) implements Comparable<Order> {
        private static final Comparator<Order> ORDER = Comparator.comparingLong(Order::revision)
                .thenComparingLong(Order::timeMillis)
                .thenComparingLong(Order::offset);

        @Override
        public int compareTo(Order other) {
            return ORDER.compare(this, other);
        }
    }
}
