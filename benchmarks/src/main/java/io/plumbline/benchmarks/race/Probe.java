package io.plumbline.benchmarks.race;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Answers, inside a child JVM, each line {@code probe} on standard input with what its threads have allocated and run so
 * far: bytes and nanoseconds by thread name, since the JVM started. A thread that has ended is not in it.
 */
public final class Probe {
    public static final String QUESTION = "probe";
    public static final String ANSWER = "probed ";

    private static final Duration ORDERLY_STOP = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Probe() {}

    /**
     * What a JVM has used so far.
     *
     * @param processCpuNanos of the whole process: Java's threads, the collector, the compiler, and native threads
     */
    public record Reading(Map<String, Usage> threads, long processCpuNanos, long collections, long collectionMillis) {
        /** What was used since an earlier reading; threads that came and went in between are missed. */
        public Reading since(Reading before) {
            Map<String, Usage> used = new TreeMap<>();
            threads.forEach((name, usage) -> {
                Usage then = before.threads.getOrDefault(name, new Usage(0, 0));
                used.put(
                        name,
                        new Usage(usage.allocatedBytes() - then.allocatedBytes(), usage.cpuNanos() - then.cpuNanos()));
            });
            return new Reading(
                    used,
                    processCpuNanos - before.processCpuNanos,
                    collections - before.collections,
                    collectionMillis - before.collectionMillis);
        }

        public long allocatedBytes() {
            return threads.values().stream().mapToLong(Usage::allocatedBytes).sum();
        }

        /** Of Java's threads; the compiler's and the collector's are not among them. */
        public long cpuNanos() {
            return threads.values().stream().mapToLong(Usage::cpuNanos).sum();
        }
    }

    /** Of one thread, or of all threads of one name. */
    public record Usage(long allocatedBytes, long cpuNanos) {
        public Usage plus(Usage other) {
            return new Usage(allocatedBytes + other.allocatedBytes, cpuNanos + other.cpuNanos);
        }
    }

    public static void start() {
        Thread thread = new Thread(Probe::answer, "bench-probe");
        thread.setDaemon(true);
        thread.start();
    }

    private static void answer() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals(QUESTION)) {
                    System.out.println(ANSWER + JSON.writeValueAsString(read()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the parent cannot be heard", e);
        }
        // Standard input ends with the parent, or when the parent asks this process to end: time enough for an orderly
        // stop, but a side must not outlive its race.
        LockSupport.parkNanos(ORDERLY_STOP.toNanos());
        Runtime.getRuntime().halt(1);
    }

    private static Reading read() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] ids = bean.getAllThreadIds();
        long[] allocated = bean.getThreadAllocatedBytes(ids);
        ThreadInfo[] infos = bean.getThreadInfo(ids);
        Map<String, Usage> threads = new TreeMap<>();
        for (int i = 0; i < ids.length; i++) {
            if (infos[i] != null && allocated[i] >= 0) {
                threads.merge(
                        infos[i].getThreadName(), new Usage(allocated[i], bean.getThreadCpuTime(ids[i])), Usage::plus);
            }
        }
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        return new Reading(
                threads,
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime(),
                collectors.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                        .sum(),
                collectors.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum());
    }

    public static Reading parse(String json) {
        try {
            return JSON.readValue(json, Reading.class);
        } catch (IOException e) {
            throw new UncheckedIOException("a probe's answer cannot be read: " + json, e);
        }
    }
}
