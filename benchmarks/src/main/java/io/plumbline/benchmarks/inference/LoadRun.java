package io.plumbline.benchmarks.inference;

import io.plumbline.benchmarks.race.Child;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongPredicate;
import org.HdrHistogram.Histogram;

/** A running {@link OpenLoad} in a JVM of its own, and what it measured once it has ended. */
final class LoadRun implements AutoCloseable {
    /** Between 1 µs and 2 minutes, to three digits. */
    private static final long LONGEST_MICROS = 120_000_000;

    /** A large nursery: the load's own collections would be measured as latency. */
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xmn400m", "-Xmx1g");

    private final Child child;
    private final Path file;
    private final double perSecond;
    private final long beganMicros;

    LoadRun(Path folder, Workload workload, String bootstrapServers, double perSecond, Duration longest)
            throws IOException {
        this.file = folder.resolve("latencies-" + workload.label());
        this.perSecond = perSecond;
        Files.deleteIfExists(OpenLoad.stopFile(file));
        child = Child.start(
                folder,
                SideMain.class,
                "load",
                JVM,
                OpenLoad.words(workload, bootstrapServers, perSecond, longest.toMillis() / 1e3, file));
        beganMicros = Long.parseLong(child.await("began ", Duration.ofSeconds(60)));
    }

    /** Microseconds since the epoch at which request 0 was meant to be sent. */
    long beganMicros() {
        return beganMicros;
    }

    void stop() throws IOException {
        Files.createFile(OpenLoad.stopFile(file));
    }

    /**
     * Waits for the last answer.
     *
     * @return for each request, when its answer was there: nanoseconds from the first's moment
     * @throws IllegalStateException if one was never answered
     */
    Answers await(Duration limit) {
        String[] words = child.await("ended ", limit).split(" ", -1);
        int sent = Integer.parseInt(words[0]);
        long[] nanos = new long[sent];
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (int i = 0; i < sent; i++) {
                nanos[i] = in.readLong();
                if (nanos[i] < 0) {
                    throw child.failure("got no answer to request " + i + " of " + sent);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
        return new Answers(nanos, perSecond, beganMicros, Long.parseLong(words[1]));
    }

    /**
     * When each request was answered.
     *
     * @param senderLateMicros by how much the latest request was sent late: near the latencies, it is the load that cannot
     *     keep up
     */
    @SuppressWarnings("ArrayRecordComponent") // Millions of them; never compared.
    record Answers(long[] nanos, double perSecond, long beganMicros, long senderLateMicros) {
        /**
         * Latencies in microseconds.
         *
         * @param counts tells of a request's intended moment, in microseconds since the epoch, whether it counts
         */
        Histogram latencies(LongPredicate counts) {
            Histogram histogram = new Histogram(LONGEST_MICROS, 3);
            for (int i = 0; i < nanos.length; i++) {
                long intended = (long) (i * 1e9 / perSecond);
                if (counts.test(beganMicros + intended / 1000)) {
                    histogram.recordValue(Math.min(LONGEST_MICROS, Math.max(0, nanos[i] - intended) / 1000));
                }
            }
            return histogram;
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
