package io.plumbline.benchmarks.evaluator;

import io.plumbline.benchmarks.race.Progress;
import io.plumbline.benchmarks.race.Rates;
import io.plumbline.benchmarks.race.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Rounds in which each contestant joins the same pairs; in every round another one begins. */
final class JoinRace {
    private final JoinCourse course;
    private final Progress progress;
    private final List<Turn> turns = new ArrayList<>();
    private final Rates rates = new Rates();

    JoinRace(JoinCourse course, Progress progress) {
        this.course = course;
        this.progress = progress;
    }

    private record Turn(Contestant contestant, boolean inMemory) {
        String name() {
            return name(contestant, inMemory);
        }

        static String name(Contestant contestant, boolean inMemory) {
            return contestant.label() + (inMemory ? "Memory" : "");
        }
    }

    /** Adds the contestants of one kind of store. */
    void with(boolean inMemory) {
        for (Contestant contestant : Contestant.values()) {
            turns.add(new Turn(contestant, inMemory));
        }
    }

    /** Runs everything that was added, and puts ratios and what they were made of into the result. */
    void run(int rounds, Map<String, Object> json) throws IOException {
        for (int round = 1; round <= rounds; round++) {
            List<Turn> order = new ArrayList<>(turns);
            Collections.rotate(order, round - 1);
            for (Turn turn : order) {
                JoinCourse.Result result = course.run(turn.contestant(), turn.inMemory());
                course.check(result);
                Run run = result.run();
                progress.run(round, turn.name(), run);
                rates.add(turn.name(), run);
            }
        }
        for (boolean inMemory : new boolean[] {false, true}) {
            String ours = Turn.name(Contestant.PLUMBLINE, inMemory);
            for (Contestant other : List.of(Contestant.DSL, Contestant.DSL_PARSED_FIRST)) {
                String theirs = Turn.name(other, inMemory);
                String name = Character.toUpperCase(theirs.charAt(0)) + theirs.substring(1);
                rates.ratio(ours, theirs).ifPresent(ratio -> json.put("joinVs" + name, ratio.json()));
                rates.processorRatio(ours, theirs).ifPresent(ratio -> json.put("joinProcessorVs" + name, ratio.json()));
            }
        }
        rates.write(json, "joinedPerSecond");
    }
}
