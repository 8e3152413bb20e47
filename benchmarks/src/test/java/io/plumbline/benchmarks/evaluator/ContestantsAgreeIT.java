package io.plumbline.benchmarks.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.benchmarks.evaluator.JoinCourse.Result;
import io.plumbline.benchmarks.race.BrokerProcess;
import io.plumbline.benchmarks.race.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is raced does the same work: both join every pair, and find the same ones right. */
class ContestantsAgreeIT {
    private static final int PAIRS = 300;
    private static final JoinSettings SETTINGS = new JoinSettings(1, 100, List.of(), Optional.empty());

    @Test
    void bothContestants_joinEachPair_andItsStateIsMeasured(@TempDir Path folder) throws IOException {
        Pairs pairs = new Pairs("test", 3, 1, 2);
        Progress progress = new Progress(new PrintWriter(new StringWriter()), false);
        try (BrokerProcess broker = new BrokerProcess(folder)) {
            JoinCourse course = new JoinCourse(broker, folder, pairs, 0, PAIRS, SETTINGS);
            // The other DSL contestant differs in where it parses: DslJoinTest.
            for (Contestant contestant : List.of(Contestant.PLUMBLINE, Contestant.DSL)) {
                Result result = course.run(contestant, true);
                assertThat(result.joined()).as(contestant.label()).isEqualTo(PAIRS);
                assertThat(result.right())
                        .as(contestant.label())
                        .isEqualTo(pairs.right(PAIRS))
                        .isBetween(1L, PAIRS - 1L);
            }
            Map<String, Object> state = new StateSize(broker, folder, SETTINGS, progress).measure(PAIRS, 2, false);
            assertThat(state).containsKeys("bytesPerRowOnDisk", "startSeconds", "restoreSeconds");
            assertThat((double) state.get("bytesPerRowInChangelog")).isPositive();
        }
    }
}
