package io.plumbline.inference.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.WireRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BacklogAgeTest {
    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);

    private final BacklogAge age = new BacklogAge();
    private final Map<TopicPartition, PartitionLog> logs = new HashMap<>();
    private final Map<TopicPartition, Long> unread = new HashMap<>(Map.of(A, 0L, B, 0L));

    @Test
    void inFlight_theFirstOnesTimestamp_overAllPartitions() {
        polled(A, 700);
        polled(A, 300);
        polled(B, 500);

        assertThat(oldest(1000)).isEqualTo(500);
    }

    @Test
    void everythingCommitted_none_andWhatComesThenIsAsOldAsItsNotice_notAsTheLastOne() {
        Pending last = polled(A, 500);
        assertThat(oldest(600)).isEqualTo(500);
        commit(last);
        assertThat(oldest(700)).isEqualTo(BacklogAge.NONE);

        // An hour of silence lies between.
        unread.put(A, 1L);

        assertThat(oldest(3_600_700)).isEqualTo(3_600_700);
        assertThat(oldest(3_600_900)).isEqualTo(3_600_700);
        unread.put(A, 0L);
        polled(A, 3_600_650);
        assertThat(oldest(3_601_000)).isEqualTo(3_600_650);
    }

    @Test
    void afterARewind_theFirstOneGivenBack_staysTheOldest() {
        polled(A, 500);
        oldest(600);
        logs.remove(A);
        unread.put(A, 0L);
        assertThat(oldest(700)).isEqualTo(500);
        unread.put(A, 3L);

        assertThat(oldest(9000)).isEqualTo(500);
    }

    @Test
    void neverPolled_asOldAsItsAssignment_andForgottenWithIt() {
        unread.put(A, 9L);
        assertThat(oldest(400)).isEqualTo(400);
        assertThat(oldest(800)).isEqualTo(400);

        assertThat(age.oldest(Set.of(B), logs, unread::get, 900)).isEqualTo(BacklogAge.NONE);
        assertThat(oldest(1000)).isEqualTo(1000);
    }

    private long oldest(long now) {
        return age.oldest(Set.of(A, B), logs, unread::get, now);
    }

    private Pending polled(TopicPartition partition, long timestamp) {
        PartitionLog log = logs.computeIfAbsent(partition, PartitionLog::new);
        WireRecord record = new WireRecord("t", partition.partition(), 0, timestamp, null, null, List.of());
        Pending pending = new Pending(log, record, null, 0);
        log.add(pending);
        return pending;
    }

    private void commit(Pending pending) {
        pending.end(new Outcome.Dead(
                new DeadLetter(pending.record(), RejectReason.EMPTY, "empty", Optional.empty(), Optional.empty())));
        logs.values().forEach(PartitionLog::ready);
        logs.values().forEach(PartitionLog::committed);
    }
}
