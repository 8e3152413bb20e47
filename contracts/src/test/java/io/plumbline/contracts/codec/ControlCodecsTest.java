package io.plumbline.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.InstanceStatus;
import io.plumbline.contracts.control.PastState;
import io.plumbline.contracts.control.RoleChange;
import io.plumbline.contracts.control.ServedFrom;
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
    void history_comesBackAsItWas_andAStateWithoutOneHasNone() {
        DesiredStateCodec codec = new DesiredStateCodec();
        RoleChange change = new RoleChange("sre", "r".repeat(500), Instant.EPOCH);
        DesiredState first = state(Optional.of("v3"), Optional.of("v1"));
        DesiredState third = change.promote(first, Optional.of("v4"))
                .flatMap(second -> change.endChallenge(second, Optional.empty()))
                .orElseThrow();

        assertThat(codec.decode(codec.encode(third), "here")).isEqualTo(new Accepted<>(third));
        assertThat(third.history()).hasSize(2);
        assertThat(third.history().get(0).reason()).hasSize(PastState.REASON_LENGTH);
        assertThat(new String(codec.encode(first), StandardCharsets.UTF_8)).doesNotContain("history");
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
        InstanceStatus marked = status.withServed(List.of(
                new ServedFrom(7, List.of("v2", "v1"), Map.of(0, 120L, 11, 9L)),
                new ServedFrom(6, List.of("v1"), Map.of())));
        assertThat(codec.decode(codec.encode(marked), "here")).isEqualTo(new Accepted<>(marked));
        assertThat(codec.decode(
                        new String(codec.encode(marked), StandardCharsets.UTF_8)
                                .replace("\"11\"", "\"x\"")
                                .getBytes(StandardCharsets.UTF_8),
                        "here"))
                .isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.describe())
                        .contains("partition"));
        assertThat(status.key()).isEqualTo("fashion/host-1");
        assertThat(codec.decode("{\"state\":\"dancing\"}".getBytes(StandardCharsets.UTF_8), "here"))
                .isInstanceOf(Rejected.class);
    }
}
