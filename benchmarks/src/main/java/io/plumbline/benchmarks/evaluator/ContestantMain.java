package io.plumbline.benchmarks.evaluator;

import io.plumbline.benchmarks.race.Probe;
import io.plumbline.evaluator.Main;
import java.util.Arrays;

/** The main class of every contestant's JVM, with a {@link Probe} beside it. */
final class ContestantMain {
    private ContestantMain() {}

    public static void main(String[] words) throws Exception {
        Probe.start();
        Contestant contestant = Contestant.valueOf(words[0]);
        Setup setup = Setup.parse(Arrays.asList(words).subList(1, words.length));
        if (contestant == Contestant.PLUMBLINE) {
            Main.main(setup.evaluate().toArray(String[]::new));
        } else {
            new DslJoin(setup, contestant == Contestant.DSL_PARSED_FIRST).run();
        }
    }
}
