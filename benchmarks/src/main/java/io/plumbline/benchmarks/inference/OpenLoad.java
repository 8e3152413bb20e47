package io.plumbline.benchmarks.inference;

import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.inference.stream.Wire;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends requests at moments fixed beforehand, whether or not answers come (an open loop), and notes when a
 * {@code read_committed} consumer has each answer.
 *
 * <p>A latency begins at the moment at which the request was meant to be sent: a sender that is held up does not hide it.
 * Sender and reader share this JVM, and so its clock.
 *
 * <p>Says {@code began} with the wall clock of moment 0 in microseconds; sends until the seconds are over or the file
 * {@code FILE.stop} appears; then writes to the file, request by request, the nanoseconds from moment 0 at which its
 * answer was there (−1 for none), and says {@code ended} with how many were sent
 * and by how many microseconds the latest of them was late.
 */
final class OpenLoad {
    /** What is sent before does not count. */
    static final Duration WARM_UP = Duration.ofSeconds(10);

    private static final long LEAST_PARK_NANOS = 200_000;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);

    private final Workload workload;
    private final String bootstrapServers;
    private final double perSecond;
    private final int most;
    private final Path file;

    private final long[] answeredNanos;
    private final AtomicLong answered = new AtomicLong();
    private volatile long sent = -1;
    private long latestNanos;

    OpenLoad(List<String> words) {
        this.workload = new Workload(Network.valueOf(words.get(0)), WireFormat.valueOf(words.get(1)), words.get(2));
        this.bootstrapServers = words.get(3);
        this.perSecond = Double.parseDouble(words.get(4));
        this.most = Math.toIntExact((long) (perSecond * Double.parseDouble(words.get(5))));
        this.file = Path.of(words.get(6));
        this.answeredNanos = new long[most];
        Arrays.fill(answeredNanos, -1);
    }

    static List<String> words(Workload workload, String bootstrapServers, double perSecond, double seconds, Path file) {
        return List.of(
                workload.network().name(),
                workload.format().name(),
                workload.purpose(),
                bootstrapServers,
                Double.toString(perSecond),
                Double.toString(seconds),
                file.toString());
    }

    void run() throws IOException, InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "0"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            var partitions = BenchBroker.partitions(workload.topics().predictions());
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            producer.partitionsFor(workload.topics().requests());
            long began = System.nanoTime();
            System.out.println("began " + System.currentTimeMillis() * 1000);
            Thread reader = new Thread(() -> read(consumer, began), "load-read");
            reader.start();
            send(producer, began);
            reader.join();
        }
        write();
        System.out.println("ended " + sent + " " + latestNanos / 1000);
    }

    private void send(KafkaProducer<byte[], byte[]> producer, long began) {
        Workload.Source source = workload.new Source();
        Path stop = stopFile(file);
        String topic = workload.topics().requests();
        double nanosEach = 1e9 / perSecond;
        int number = 0;
        long looked = began;
        while (number < most) {
            long now = System.nanoTime();
            while (number < most && began + (long) (number * nanosEach) <= now) {
                if (now - began > WARM_UP.toNanos()) {
                    latestNanos = Math.max(latestNanos, now - began - (long) (number * nanosEach));
                }
                WireMessage message = source.request(number);
                // What does not arrive is missed at the end.
                var unused = producer.send(Wire.write(
                        topic,
                        new WireMessage(
                                message.key(), message.value(), message.headers(), System.currentTimeMillis())));
                number++;
            }
            if (now - looked > 50_000_000) {
                looked = now;
                if (Files.exists(stop)) {
                    break;
                }
            }
            LockSupport.parkNanos(LEAST_PARK_NANOS);
        }
        producer.flush();
        sent = number;
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer, long began) {
        long deadline = Long.MAX_VALUE;
        while (sent < 0 || answered.get() < sent) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(10))) {
                int number = (int) Workload.number(record.key());
                answeredNanos[number] = System.nanoTime() - began;
                answered.incrementAndGet();
            }
            if (sent >= 0 && deadline == Long.MAX_VALUE) {
                deadline = System.nanoTime() + LAST_ANSWERS.toNanos();
            }
            if (System.nanoTime() > deadline) {
                return;
            }
        }
    }

    private void write() throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (int i = 0; i < sent; i++) {
                out.writeLong(answeredNanos[i]);
            }
        }
    }

    static Path stopFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".stop");
    }
}
