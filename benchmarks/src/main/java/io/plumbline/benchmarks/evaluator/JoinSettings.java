package io.plumbline.benchmarks.evaluator;

import io.plumbline.benchmarks.race.BrokerProcess;
import io.plumbline.benchmarks.race.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a run of any contestant is told besides its workload.
 *
 * @param threads of Streams, for every contestant alike, and so {@code commitMillis}
 * @param sets further keys of the evaluator
 * @param recordings a folder for JDK Flight Recorder's recordings of the evaluator; empty for none
 */
record JoinSettings(int threads, long commitMillis, List<String> sets, Optional<Path> recordings) {
    Setup setup(BrokerProcess broker, Pairs pairs, String application, Path state, boolean inMemory) {
        return new Setup(
                broker.bootstrapServers(),
                pairs.topics().prefix(),
                application,
                state,
                inMemory,
                threads,
                commitMillis,
                sets);
    }

    /** JVM options that begin a recording, where one was asked for. */
    List<String> jvm() {
        return recordings.isPresent()
                ? List.of("-XX:StartFlightRecording=name=bench,settings=profile,maxsize=500m")
                : List.of();
    }

    /** Writes what was recorded so far, where that was asked for, as {@code NAME.jfr}. */
    void keepRecording(Child child, String name) {
        if (recordings.isEmpty()) {
            return;
        }
        Path file = recordings.get().toAbsolutePath().resolve(name + ".jfr");
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Files.createDirectories(recordings.get());
            Process process = new ProcessBuilder(
                            jcmd.toString(), Long.toString(child.pid()), "JFR.dump", "name=bench", "filename=" + file)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(jcmd + " could not write " + file + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + "; it takes a JDK's " + jcmd, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while writing " + file, e);
        }
    }
}
