package io.plumbline.inference.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.batch.DeadlineConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final long MADE = 1_790_000_000_000L;

    private int malformed;
    private final Deadlines none = new Deadlines(DeadlineConfig.OFF, () -> malformed++);
    private final Deadlines target =
            new Deadlines(new DeadlineConfig(Duration.ofSeconds(2), Duration.ZERO, false), () -> malformed++);

    @Test
    void withoutHeader_theTargetCountsFromTheTimestamp() {
        assertThat(none.millis(record(MADE))).isEqualTo(Deadlines.NONE);
        assertThat(target.millis(record(MADE))).isEqualTo(MADE + 2_000);
        assertThat(target.millis(record(-1))).as("no timestamp").isEqualTo(Deadlines.NONE);
    }

    @Test
    void header_goesBeforeTheTarget_andTheLastOfSeveralCounts() {
        assertThat(none.millis(record(MADE, Headers.DEADLINE, "1790000000500"))).isEqualTo(MADE + 500);
        assertThat(target.millis(record(MADE, Headers.DEADLINE, "1790000090000")))
                .isEqualTo(MADE + 90_000);
        assertThat(target.millis(record(MADE, Headers.DEADLINE, "1", Headers.DEADLINE, "1790000000001")))
                .isEqualTo(MADE + 1);
        assertThat(malformed).isZero();
    }

    @Test
    void header_thatIsNoPointInTime_isCounted_andTheTargetHolds() {
        List<String> wrong = List.of(
                "250",
                "0",
                "-1790000000000",
                "1790000000",
                "1790000000000000",
                "0790000000000",
                "17900000000x0",
                "",
                " 1790000000000",
                "1.790000000e12",
                "2026-11-24T17:00Z");
        for (String text : wrong) {
            assertThat(target.millis(record(MADE, Headers.DEADLINE, text)))
                    .as(text)
                    .isEqualTo(MADE + 2_000);
            assertThat(none.millis(record(MADE, Headers.DEADLINE, text)))
                    .as(text)
                    .isEqualTo(Deadlines.NONE);
        }
        WireRecord empty = new WireRecord("t", 0, 0, MADE, null, null, List.of(new WireHeader(Headers.DEADLINE, null)));
        assertThat(target.millis(empty)).isEqualTo(MADE + 2_000);

        assertThat(malformed).isEqualTo(2 * wrong.size() + 1);
    }

    @Test
    void requestThatWasSentAgain_hasNone() {
        assertThat(target.millis(record(MADE, Headers.DEADLINE, "1790000000500", Headers.REDRIVE_COUNT, "1")))
                .isEqualTo(Deadlines.NONE);
    }

    private static WireRecord record(long timestampMillis, String... headers) {
        List<WireHeader> all = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(WireHeader.of(headers[i], headers[i + 1]));
        }
        return new WireRecord("t", 0, 0, timestampMillis, null, null, all);
    }
}
