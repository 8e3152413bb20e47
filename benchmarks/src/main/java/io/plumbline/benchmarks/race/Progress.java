package io.plumbline.benchmarks.race;

import java.io.PrintWriter;
import java.util.Locale;

/** Tells whoever waits what was just measured, on standard error. */
public final class Progress {
    /** Threads that took less of a core are left out. */
    private static final double WORTH_TELLING = 0.01;

    private final PrintWriter err;
    private final boolean threads;

    /** @param threads whether each run's threads are listed: processor time and allocation by thread */
    public Progress(PrintWriter err, boolean threads) {
        this.err = err;
        this.threads = threads;
    }

    public void say(String what) {
        err.println(what);
        err.flush();
    }

    public void run(int round, String name, Run run) {
        say(String.format(
                Locale.ROOT,
                "round %d  %-28s %,10.0f records/s over %.1f s; a record: %,.0f ns of processor (%,.0f with native threads), %,.0f bytes allocated;"
                        + " %d MiB resident",
                round,
                name,
                run.perSecond(),
                run.seconds(),
                run.cpuNanosPerRecord(),
                run.processCpuNanosPerRecord(),
                run.allocatedBytesPerRecord(),
                run.residentBytes() >> 20));
        if (threads) {
            run.used().threads().forEach((thread, usage) -> {
                if (usage.cpuNanos() > run.seconds() * 1e9 * WORTH_TELLING) {
                    say(String.format(
                            Locale.ROOT,
                            "         %-60s %7.0f ns, %,7d bytes",
                            thread,
                            (double) usage.cpuNanos() / run.records(),
                            usage.allocatedBytes() / run.records()));
                }
            });
        }
    }
}
