package io.plumbline.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.InstanceStatus;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.event.Decoded.Accepted;
import io.plumbline.contracts.event.Decoded.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControlCodecsTest {
    private static final VersionInfo INFO =
            new VersionInfo("ab".repeat(32), new Task.Classification(List.of("a", "b")));

    private static DesiredState state(Optional<String> challenger, Optional<String> previous) {
        return new DesiredState(
                7,
                "v2",
                challenger,
                challenger.isPresent() ? 0.1 : 0,
                List.of("v4"),
                previous,
                Map.of(
                        "v1",
                        INFO,
                        "v2",
                        INFO,
                        "v3",
                        INFO,
                        "v4",
                        new VersionInfo("cd".repeat(32), new Task.Regression("USD"))),
                Instant.parse("2026-11-23T19:00:00.123Z"),
                "sre@host",
                "");
    }

    @Test
    void aDesiredState_comesBackAsItWas() {
        DesiredStateCodec codec = new DesiredStateCodec();
        for (DesiredState state :
                List.of(state(Optional.empty(), Optional.empty()), state(Optional.of("v3"), Optional.of("v1")))) {
            assertThat(codec.decode(codec.encode(state), "control-0@1")).isEqualTo(new Accepted<>(state));
        }
    }

    @Test
    void aStateThatContradictsItself_isRefused() {
        byte[] json = new String(
                        new DesiredStateCodec().encode(state(Optional.empty(), Optional.empty())),
                        StandardCharsets.UTF_8)
                .replace("\"champion\":\"v2\"", "\"champion\":\"v9\"")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(new DesiredStateCodec().decode(json, "plumbline.control-0@1"))
                .isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.describe())
                        .contains("v9")
                        .contains("plumbline.control-0@1"));
        assertThat(new DesiredStateCodec().decode(null, "here")).isInstanceOf(Rejected.class);
    }

    @Test
    void aShareOutsideZeroToOne_cannotBeBuilt() {
        assertThatThrownBy(() -> new DesiredState(
                        1, "v1", Optional.empty(), 1.5, List.of(), Map.of("v1", INFO), Instant.EPOCH, "", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("share is 1.5");
    }

    @Test
    void anInstanceStatus_comesBackAsItWas_andItsKeyNamesModelAndInstance() {
        InstanceStatusCodec codec = new InstanceStatusCodec();
        InstanceStatus status = new InstanceStatus(
                "host-1", "fashion", 7, InstanceStatus.State.REFUSED, List.of("v1"), "cpu", "golden sample 3 differs");

        assertThat(codec.decode(codec.encode(status), "here")).isEqualTo(new Accepted<>(status));
        assertThat(status.key()).isEqualTo("fashion/host-1");
        assertThat(codec.decode("{\"state\":\"dancing\"}".getBytes(StandardCharsets.UTF_8), "here"))
                .isInstanceOf(Rejected.class);
    }
}
