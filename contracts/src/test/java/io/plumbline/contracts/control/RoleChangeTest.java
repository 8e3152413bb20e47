package io.plumbline.contracts.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.checkpoint.Task;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleChangeTest {
    private static final RoleChange CHANGE = new RoleChange("sre", "because", Instant.EPOCH.plusSeconds(60));
    private static final DesiredState V1 =
            CHANGE.swap(Optional.empty(), "v1", info("v1")).orElseThrow();

    private static VersionInfo info(String version) {
        return new VersionInfo(version.repeat(32), new Task.Regression("USD"));
    }

    private static DesiredState challenged(double share) {
        return CHANGE.challenge(V1, "v2", info("v2"), share).orElseThrow();
    }

    private static DesiredState shadowed() {
        return CHANGE.shadow(V1, "v2", info("v2")).orElseThrow();
    }

    @Test
    void shadow_thenChallenger_thenChampion_eachVersionPlaysOneRole() {
        DesiredState challenged =
                CHANGE.challenge(shadowed(), "v2", info("v2"), 0.25).orElseThrow();
        DesiredState promoted = CHANGE.promote(challenged, Optional.empty()).orElseThrow();

        assertThat(challenged.shadows()).isEmpty();
        assertThat(challenged.challenger()).contains("v2");
        assertThat(challenged.share()).isEqualTo(0.25);
        assertThat(promoted.champion()).isEqualTo("v2");
        assertThat(promoted.previous()).contains("v1");
        assertThat(promoted.challenger()).isEmpty();
        assertThat(promoted.share()).isZero();
        assertThat(promoted.versions()).containsOnlyKeys("v1", "v2");
        assertThat(promoted.generation()).isEqualTo(4);
    }

    @Test
    void history_tellsEveryStateBefore_newestFirst_andIsBounded() {
        DesiredState promoted =
                CHANGE.promote(challenged(0.1), Optional.empty()).orElseThrow();
        DesiredState many = V1;
        for (int i = 2; i <= 40; i++) {
            many = CHANGE.swap(Optional.of(many), "v" + i, info("v" + i)).orElseThrow();
        }

        assertThat(promoted.history()).extracting(PastState::generation).containsExactly(2L, 1L);
        assertThat(promoted.history().get(0).challenger()).contains("v2");
        assertThat(promoted.history().get(1).checkpoint()).isEqualTo(info("v1").checkpoint());
        assertThat(many.history())
                .hasSize(RoleChange.HISTORY)
                .first()
                .extracting(PastState::champion)
                .isEqualTo("v39");
        assertThat(many.versions()).as("only who plays a role is described").containsOnlyKeys("v39", "v40");
    }

    @Test
    void whatIsSoAlready_changesNothing() {
        assertThat(CHANGE.swap(Optional.of(V1), "v1", info("v1"))).isEmpty();
        assertThat(CHANGE.challenge(challenged(0.1), "v2", info("v2"), 0.1)).isEmpty();
        assertThat(CHANGE.shadow(shadowed(), "v2", info("v2"))).isEmpty();
        assertThat(CHANGE.promote(V1, Optional.of("v1"))).isEmpty();
        assertThat(CHANGE.endChallenge(V1, Optional.empty())).isEmpty();
        assertThat(CHANGE.endShadow(V1, Optional.empty())).isEmpty();
        assertThat(CHANGE.endShadow(shadowed(), Optional.of("v9"))).isEmpty();
    }

    @Test
    void otherBytesUnderTheSameName_areAnotherChampion() {
        DesiredState next = CHANGE.swap(Optional.of(V1), "v1", info("x1")).orElseThrow();

        assertThat(next.generation()).isEqualTo(2);
        assertThat(next.versions().get("v1").checkpoint()).isEqualTo(info("x1").checkpoint());
    }

    @Test
    void aShareMayGrow_andAChallengeMayEnd() {
        DesiredState more =
                CHANGE.challenge(challenged(0.1), "v2", info("v2"), 0.5).orElseThrow();
        DesiredState ended = CHANGE.endChallenge(more, Optional.of("v2")).orElseThrow();

        assertThat(more.share()).isEqualTo(0.5);
        assertThat(ended.challenger()).isEmpty();
        assertThat(ended.share()).isZero();
        assertThat(ended.versions()).containsOnlyKeys("v1");
    }

    @Test
    void severalShadows_endOneByOneOrTogether() {
        DesiredState two = CHANGE.shadow(shadowed(), "v3", info("v3")).orElseThrow();

        assertThat(two.shadows()).containsExactly("v2", "v3");
        assertThat(CHANGE.endShadow(two, Optional.of("v2")).orElseThrow().shadows())
                .containsExactly("v3");
        assertThat(CHANGE.endShadow(two, Optional.empty()).orElseThrow().shadows())
                .isEmpty();
        assertThat(CHANGE.promote(two, Optional.of("v3")).orElseThrow().shadows())
                .containsExactly("v2");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN})
    void aShareThatIsNone_isRefused(double share) {
        assertThatThrownBy(() -> challenged(share))
                .isInstanceOf(RoleConflictException.class)
                .hasMessageContaining("share is " + share);
    }

    @Test
    void rolesThatExcludeEachOther_areRefusedByName() {
        assertConflict(() -> CHANGE.swap(Optional.of(challenged(0.1)), "v2", info("v2")), "'v2' is the challenger");
        assertConflict(() -> CHANGE.swap(Optional.of(shadowed()), "v2", info("v2")), "'v2' is a shadow");
        assertConflict(() -> CHANGE.challenge(V1, "v1", info("v1"), 0.1), "cannot challenge itself");
        assertConflict(() -> CHANGE.challenge(challenged(0.1), "v3", info("v3"), 0.1), "'v2' is the challenger");
        assertConflict(() -> CHANGE.shadow(V1, "v1", info("v1")), "cannot shadow itself");
        assertConflict(() -> CHANGE.shadow(challenged(0.1), "v2", info("v2")), "'v2' is the challenger");
        assertConflict(() -> CHANGE.promote(V1, Optional.empty()), "no challenger to promote");
        assertConflict(() -> CHANGE.promote(shadowed(), Optional.empty()), "name one of the shadows [v2]");
        assertConflict(() -> CHANGE.promote(V1, Optional.of("v9")), "'v9' plays no role");
        assertConflict(() -> CHANGE.endChallenge(challenged(0.1), Optional.of("v3")), "the challenger is 'v2'");
    }

    @Test
    void takeBack_isTheStateBefore_asANewGeneration_andRemembersTheRefusedOne() {
        DesiredState refused = challenged(0.1);

        DesiredState back = CHANGE.takeBack(refused, V1);

        assertThat(back.generation()).isEqualTo(3);
        assertThat(back.roster()).containsExactly("v1");
        assertThat(back.history()).extracting(PastState::generation).containsExactly(2L, 1L);
    }

    @Test
    void rollback_endsTheRoleThatTheVersionPlayed_andSaysWhy() {
        DesiredState promoted =
                CHANGE.promote(challenged(0.1), Optional.empty()).orElseThrow();
        DesiredState challengedByOld =
                CHANGE.challenge(promoted, "v1", info("v1"), 0.1).orElseThrow();

        DesiredState back = new RoleChange("sre", "", Instant.EPOCH)
                .rollback(challengedByOld, "v1", Map.of())
                .orElseThrow();

        assertThat(back.champion()).isEqualTo("v1");
        assertThat(back.challenger()).isEmpty();
        assertThat(back.previous()).contains("v2");
        assertThat(back.reason()).isEqualTo("rollback from v2");
    }

    private static void assertConflict(Runnable change, String message) {
        assertThatThrownBy(change::run)
                .isInstanceOf(RoleConflictException.class)
                .hasMessageContaining(message);
    }
}
