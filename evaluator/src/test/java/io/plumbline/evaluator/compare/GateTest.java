package io.plumbline.evaluator.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.RoleChange;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.evaluator.compare.Gate.Finding;
import io.plumbline.evaluator.compare.PromotionRule.Action;
import io.plumbline.metrics.sequential.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class GateTest {
    private static final Instant NOW = Instant.parse("2026-11-24T20:00:00Z");
    private static final VersionInfo INFO = new VersionInfo("a".repeat(64), new Task.Classification(List.of("x", "y")));

    @Test
    void aShadowThatIsBetter_isPromoted_withTheEvidence() {
        DesiredState now = shadowed(first("v1"), "v2");

        Finding finding = only(findings(Action.PROMOTE, now, pairs("v1", "v2", 60, 0)));

        assertThat(finding.comparison().verdict()).isEqualTo(Verdict.BETTER);
        DesiredState next = finding.next().orElseThrow();
        assertThat(next.champion()).isEqualTo("v2");
        assertThat(next.generation()).isEqualTo(now.generation() + 1);
        assertThat(next.by()).isEqualTo(Gate.BY);
        assertThat(next.reason())
                .startsWith("promote v2 over v1: accuracy +1.0000 [")
                .contains("on 60 ids, e-value");
    }

    @Test
    void evidenceGatheredInTheOtherRoles_counts() {
        DesiredState now = shadowed(first("v1"), "v2");
        Map<PairKey, PairTally> pairs = pairs("v1", "v2", 5, 0);
        pairs.putAll(pairs("v2", "v1", 0, 30));

        Finding finding = only(findings(Action.PROMOTE, now, pairs));

        assertThat(finding.comparison().samples()).isEqualTo(35);
        assertThat(finding.next().orElseThrow().champion()).isEqualTo("v2");
    }

    @Test
    void whatSomebodyUndid_isNotDoneAgain_butTold() {
        DesiredState before = shadowed(first("v1"), "v2");
        DesiredState promoted = only(findings(Action.PROMOTE, before, pairs("v1", "v2", 60, 0)))
                .next()
                .orElseThrow();
        RoleChange operator = new RoleChange("somebody", "it is slow", NOW);
        DesiredState undone = operator.shadow(
                        operator.rollback(promoted, "v1", Map.of()).orElseThrow(), "v2", INFO)
                .orElseThrow();

        Finding finding = only(findings(Action.PROMOTE, undone, pairs("v1", "v2", 90, 0)));

        assertThat(finding.comparison().verdict()).isEqualTo(Verdict.BETTER);
        assertThat(finding.next()).isEmpty();
    }

    @Test
    void afterThePromotion_theGateIsAtRest() {
        DesiredState before = shadowed(first("v1"), "v2");
        Map<PairKey, PairTally> pairs = pairs("v1", "v2", 60, 0);
        DesiredState promoted =
                only(findings(Action.PROMOTE, before, pairs)).next().orElseThrow();

        assertThat(findings(Action.PROMOTE, promoted, pairs)).isEmpty();
        DesiredState watched = shadowed(promoted, "v1");
        assertThat(only(findings(Action.PROMOTE, watched, pairs)).next()).isEmpty();
    }

    @Test
    void aVersionThatIsWorse_losesItsRole_whereTheActionIsRollback() {
        DesiredState shadow = shadowed(first("v1"), "v2");
        DesiredState challenge = new RoleChange("somebody", "", NOW)
                .challenge(first("v1"), "v2", INFO, 0.1)
                .orElseThrow();
        Map<PairKey, PairTally> pairs = pairs("v1", "v2", 0, 60);

        assertThat(only(findings(Action.ROLLBACK, shadow, pairs))
                        .next()
                        .orElseThrow()
                        .shadows())
                .isEmpty();
        assertThat(only(findings(Action.ROLLBACK, challenge, pairs))
                        .next()
                        .orElseThrow()
                        .challenger())
                .isEmpty();
        assertThat(only(findings(Action.PROMOTE, shadow, pairs)).next()).isEmpty();
    }

    @Test
    void aPreviousChampionThatIsBetter_comesBack_whereTheActionIsRollback() {
        RoleChange operator = new RoleChange("somebody", "", NOW);
        DesiredState swapped =
                operator.swap(Optional.of(first("v1")), "v2", INFO).orElseThrow();
        DesiredState now = shadowed(swapped, "v1");

        Finding finding = only(findings(Action.ROLLBACK, now, pairs("v2", "v1", 60, 0)));

        assertThat(finding.next().orElseThrow().champion()).isEqualTo("v1");
        assertThat(finding.reason()).startsWith("roll back to v1 from v2: ");
    }

    @Test
    void reporting_changesNothing() {
        Finding finding = only(findings(Action.REPORT, shadowed(first("v1"), "v2"), pairs("v1", "v2", 60, 0)));

        assertThat(finding.decision()).isEqualTo("v2 is better than v1");
        assertThat(finding.next()).isEmpty();
    }

    @Test
    void alphaIsShared_amongTheVersionsCompared() {
        DesiredState alone = shadowed(first("v1"), "v2");
        DesiredState many = alone;
        for (int i = 3; i < 30; i++) {
            many = shadowed(many, "v" + i);
        }
        // Enough for 0.05, and not for a 28th of it.
        Map<PairKey, PairTally> pairs = pairs("v1", "v2", 16, 0);

        assertThat(findings(Action.PROMOTE, alone, pairs)).hasSize(1);
        assertThat(findings(Action.PROMOTE, many, pairs)).isEmpty();
    }

    @Test
    void versionsWithoutARole_andOtherMetrics_areLeftAlone() {
        DesiredState now = shadowed(first("v1"), "v2");
        PromotionRule byCloser = new PromotionRule("closer", 0, 0.05, Action.PROMOTE);

        assertThat(findings(Action.PROMOTE, now, pairs("v1", "v9", 60, 0))).isEmpty();
        assertThat(new Gate(byCloser).findings("m", now, pairs("v1", "v2", 60, 0), NOW))
                .isEmpty();
        assertThat(new Gate(byCloser).mayAct("m", pairs("v1", "v2", 60, 0))).isFalse();
    }

    @Test
    void betweenEqualVersions_theGateSeldomActs_howeverOftenItLooks() {
        DesiredState now = shadowed(first("v1"), "v2");
        Gate gate = new Gate(new PromotionRule("", 0, 0.05, Action.PROMOTE));
        PairKey pair = new PairKey("m", "v1", "v2", PairMetric.ACCURACY);
        int runs = 400;
        int acted = 0;
        for (int run = 0; run < runs; run++) {
            SplittableRandom random = new SplittableRandom(run);
            PairTally tally = new PairTally();
            Map<PairKey, PairTally> pairs = Map.of(pair, tally);
            boolean alarm = false;
            for (int id = 0; id < 4_000 && !alarm; id++) {
                double at = random.nextDouble();
                if (at < 0.1) {
                    tally.add(at < 0.05 ? 1 : 0, at < 0.05 ? 0 : 1, id);
                    alarm = !gate.findings("m", now, pairs, NOW).isEmpty();
                } else {
                    tally.add(1, 1, id);
                }
            }
            acted += alarm ? 1 : 0;
        }

        System.out.printf("A/A of the gate: a verdict in %d of %d runs%n", acted, runs);
        assertThat(acted).isLessThanOrEqualTo((int) (0.05 * runs + 3 * Math.sqrt(runs * 0.05 * 0.95)));
    }

    @Test
    void aMetricThatIsNone_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PromotionRule("f1_macro", 0, 0.05, Action.REPORT))
                .withMessageContaining("promotion.metric is 'f1_macro'");
    }

    private static List<Finding> findings(Action action, DesiredState now, Map<PairKey, PairTally> pairs) {
        Gate gate = new Gate(new PromotionRule("", 10, 0.05, action));
        List<Finding> findings = gate.findings("m", now, pairs, NOW);
        // Cheap first look: it may be wrong on the side of looking closer only.
        assertThat(findings.isEmpty() || gate.mayAct("m", pairs)).isTrue();
        return findings;
    }

    private static Finding only(List<Finding> findings) {
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    private static Map<PairKey, PairTally> pairs(String baseline, String challenger, int won, int lost) {
        PairTally tally = new PairTally();
        for (int i = 0; i < won; i++) {
            tally.add(0, 1, i);
        }
        for (int i = 0; i < lost; i++) {
            tally.add(1, 0, i);
        }
        Map<PairKey, PairTally> pairs = new TreeMap<>();
        pairs.put(new PairKey("m", baseline, challenger, PairMetric.ACCURACY), tally);
        return pairs;
    }

    private static DesiredState first(String champion) {
        return new RoleChange("somebody", "", NOW)
                .swap(Optional.empty(), champion, INFO)
                .orElseThrow();
    }

    private static DesiredState shadowed(DesiredState now, String version) {
        return new RoleChange("somebody", "", NOW).shadow(now, version, INFO).orElseThrow();
    }
}
