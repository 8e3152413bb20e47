package io.plumbline.inference.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.codec.DeadLetterCodec;
import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LetterTest {
    private static final long TIME = 1_700_000_000_000L;

    @Test
    void id_comesFromTheHeader_theBody_theKey_orThePlace() {
        String broken = "{\"inputs\":[{";
        assertThat(letter("k", "{\"id\":\"b\",\"inputs\":3}", WireHeader.of(Headers.CLOUD_EVENT_ID, "h"))
                        .id())
                .contains("h");
        assertThat(letter("k", "{\"id\":\"b\",\"inputs\":3}").id()).contains("b");
        assertThat(letter("k", broken).id()).contains("k");
        assertThat(letter(null, broken).id()).contains("p.requests-1-5");
    }

    @Test
    void foreignRecord_isUnreadableAndSaysWhy() {
        Letter foreign = Letter.of(new WireRecord("p.dead-letters", 0, 9, TIME, null, new byte[] {1}, List.of()));

        assertThat(foreign.reason()).isEqualTo(Letter.UNREADABLE);
        assertThat(foreign.error()).contains("'__dlq.errors.topic' is missing").contains("p.dead-letters-0@9");
        assertThat(foreign.id()).isEmpty();
        assertThat(LetterFilter.ALL.matches(foreign)).isTrue();
    }

    @Test
    void truncated_isSaidByTheHeader() {
        assertThat(letter("k", "x").truncated()).isFalse();
        assertThat(letter("k", "x", WireHeader.of(Headers.TRUNCATED, "99")).truncated())
                .isTrue();
    }

    @Test
    void filter_meansEveryConditionAtOnce_untilIsExclusive() {
        Letter letter = letter("k", "x");
        Instant time = Instant.ofEpochMilli(TIME);

        assertThat(filter(Set.of("malformed"), Set.of("fashion"), time, time.plusMillis(1))
                        .matches(letter))
                .isTrue();
        assertThat(filter(Set.of("empty"), Set.of(), null, null).matches(letter))
                .isFalse();
        assertThat(filter(Set.of(), Set.of("other"), null, null).matches(letter))
                .isFalse();
        assertThat(filter(Set.of(), Set.of(), time.plusMillis(1), null).matches(letter))
                .isFalse();
        assertThat(filter(Set.of(), Set.of(), null, time).matches(letter)).isFalse();
        assertThat(new LetterFilter(Set.of(), Set.of(), Optional.empty(), Optional.empty(), Set.of(new Position(0, 8)))
                        .matches(letter))
                .isFalse();
    }

    private static LetterFilter filter(
            Set<String> reasons, Set<String> models, @Nullable Instant since, @Nullable Instant until) {
        return new LetterFilter(reasons, models, Optional.ofNullable(since), Optional.ofNullable(until), Set.of());
    }

    private static Letter letter(@Nullable String key, String value, WireHeader... headers) {
        WireRecord request = new WireRecord(
                "p.requests",
                1,
                5,
                TIME,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8),
                List.of(headers));
        WireMessage message = new DeadLetterCodec()
                .encode(new DeadLetter(
                        request, RejectReason.MALFORMED, "broken", Optional.of("fashion"), Optional.empty()));
        return Letter.of(
                new WireRecord("p.dead-letters", 0, 9, TIME, message.key(), message.value(), message.headers()));
    }
}
