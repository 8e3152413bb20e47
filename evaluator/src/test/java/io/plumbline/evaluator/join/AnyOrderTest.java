package io.plumbline.evaluator.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Truth;
import io.plumbline.evaluator.cohort.Spans;
import io.plumbline.evaluator.statistic.Statistics;
import io.plumbline.evaluator.tally.CohortKey;
import io.plumbline.evaluator.tally.Cohorts;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.TallyCodec;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionIds;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same history in any order, with anything delivered twice, ends at the same bits. */
final class AnyOrderTest {
    private static final List<String> CLASSES = List.of("Bag", "Boot", "Coat");
    private static final RowCodec CODEC = new RowCodec(new VersionIds());
    private static final Spans SPANS = new Spans(Duration.ofDays(7), 20);
    private static final long AGES = Duration.ofDays(1).toMillis();

    private record Happening(String id, JoinEvent event) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void statistics_doNotDependOnTheOrder(long seed) {
        // given
        Random random = new Random(seed);
        List<Happening> history = history(random);
        Map<CohortKey, String> cohorts = new HashMap<>();
        Map<VersionKey, List<long[]>> expected = states(run(history, cohorts));
        assertThat(cohorts).hasSizeGreaterThan(8);
        assertThat(expected).hasSize(4);

        for (int shuffle = 0; shuffle < 20; shuffle++) {
            List<Happening> other = new ArrayList<>(history);
            for (int i = 0; i < 40; i++) {
                other.add(history.get(random.nextInt(history.size())));
            }
            Collections.shuffle(other, random);

            // when
            Map<CohortKey, String> otherCohorts = new HashMap<>();
            Map<VersionKey, Tally> tallies = run(other, otherCohorts);

            // then
            assertThat(otherCohorts).isEqualTo(cohorts);
            Map<VersionKey, List<long[]>> actual = states(tallies);
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            actual.forEach((version, states) -> {
                for (int i = 0; i < states.size(); i++) {
                    assertThat(states.get(i)).isEqualTo(expected.get(version).get(i));
                }
                Tally tally = tallies.get(version);
                assertThat(tally.joined()).isEqualTo(tally.net(View.PROVISIONAL).pairs());
            });
        }
    }

    private static List<Happening> history(Random random) {
        List<Happening> history = new ArrayList<>();
        long offset = 0;
        for (int i = 0; i < 60; i++) {
            String id = "r" + i;
            int kind = i % 3;
            int predictions = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(2);
            for (int v = 0; v < predictions; v++) {
                Outcome outcome =
                        switch (kind) {
                            case 0 -> probabilities(random);
                            case 1 -> new Outcome.OfValue(random.nextGaussian() * 1e6);
                            default ->
                                new Outcome.OfRanking(
                                        List.of("a", "b", "c"),
                                        new double[] {random.nextInt(3), random.nextInt(3), random.nextInt(3)});
                        };
                VersionKey version = new VersionKey("m" + kind, kind == 0 ? "v" + v : "v");
                if (kind != 0 && v > 0) {
                    continue;
                }
                history.add(new Happening(
                        id, new JoinEvent.Predicted(version, random.nextLong(), outcome, Role.CHAMPION, i, 0)));
            }
            int revisions = random.nextInt(4);
            for (int revision = 0; revision < revisions; revision++) {
                Truth truth =
                        switch (random.nextInt(6) == 0 ? 3 : kind) {
                            case 0 -> new Truth.ClassName(CLASSES.get(random.nextInt(3)));
                            case 1 -> new Truth.Value(random.nextGaussian() * 1e6);
                            case 2 -> new Truth.Relevance(Map.of("a", 1.0 * random.nextInt(3), "z", 1.0));
                            default -> new Truth.ClassName("no such class");
                        };
                offset++;
                history.add(new Happening(
                        id,
                        new JoinEvent.Labelled(
                                truth, new LabelOrder(revision, 0, offset), random.nextInt(100_000), 0, false)));
            }
        }
        return history;
    }

    private static Outcome probabilities(Random random) {
        double first = random.nextInt(8) / 10.0;
        double second = (1 - first) * random.nextInt(3) / 2;
        return new Outcome.OfClass(random.nextInt(3), first, second, 1 - first - second);
    }

    private static Map<VersionKey, Tally> run(List<Happening> history, Map<CohortKey, String> cohortStates) {
        Cohorts cohorts = new Cohorts(SPANS);
        Joiner joiner = new Joiner(
                new Horizons(Duration.ofDays(7), Duration.ofDays(7), Duration.ofHours(1)),
                version -> Optional.of(version.model().equals("m0") ? CLASSES : List.of()));
        Map<VersionKey, Tally> tallies = new TreeMap<>();
        Map<String, JoinRow> rows = new HashMap<>();
        for (int i = 0; i < history.size(); i++) {
            Happening happening = history.get(i);
            step(joiner, rows, tallies, cohorts, happening.id(), happening.event());
            if (i == history.size() / 2) {
                List.copyOf(rows.keySet())
                        .forEach(id -> step(joiner, rows, tallies, cohorts, id, new JoinEvent.TimePassed(AGES)));
            }
        }
        List.copyOf(rows.keySet())
                .forEach(id -> step(joiner, rows, tallies, cohorts, id, new JoinEvent.TimePassed(AGES)));
        cohorts.keys().forEach(key -> cohortStates.put(key, Arrays.toString(cohorts.stored(key))));
        return tallies;
    }

    private static void step(
            Joiner joiner,
            Map<String, JoinRow> rows,
            Map<VersionKey, Tally> tallies,
            Cohorts cohorts,
            String id,
            JoinEvent event) {
        JoinRow row = rows.getOrDefault(id, JoinRow.EMPTY);
        Joiner.Step step = joiner.apply(CODEC.decode(CODEC.encode(row)), event);
        step.row().ifPresentOrElse(next -> rows.put(id, next), () -> rows.remove(id));
        for (TallyUpdate update : step.updates()) {
            cohorts.apply(update, new HashSet<>());
            Tally tally = tallies.getOrDefault(update.version(), new Tally());
            tally.apply(update);
            tallies.put(update.version(), TallyCodec.decode(TallyCodec.encode(tally)));
        }
    }

    private static Map<VersionKey, List<long[]>> states(Map<VersionKey, Tally> tallies) {
        Map<VersionKey, List<long[]>> states = new TreeMap<>();
        tallies.forEach((version, tally) -> {
            if (!version.equals(VersionKey.NONE)) {
                List<long[]> all = new ArrayList<>();
                for (View view : View.values()) {
                    Statistics net = tally.net(view);
                    all.addAll(net.states().values());
                }
                states.put(version, all);
            }
        });
        return states;
    }
}
