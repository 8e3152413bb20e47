package io.plumbline.trainer.logger.tensorboard;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A new event file: a sequence of framed protobuf messages {@code tensorflow.Event}.
 *
 * <p>Frame (TFRecord): length (8 bytes), masked CRC-32C of the length (4), the message, masked CRC-32C of the message (4);
 * little-endian. Masked means rotated right by 15 bits plus 0xa282ead8.
 *
 * <p>Fields used. Event: wall_time 1 (double, seconds), step 2, file_version 3, summary 5, session_log 7. Summary: value 1.
 * Summary.Value: tag 1, simple_value 2 (float). SessionLog: status 1 (START is 1).
 *
 * <p>Source: TensorFlow, {@code core/util/event.proto}, {@code core/framework/summary.proto}, {@code core/lib/io/record_writer},
 * {@code core/lib/hash/crc32c.h}.
 *
 * <p>After a failed write every later one fails alike: a reader stops at the first broken frame.
 */
final class EventFile implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int MASK_DELTA = 0xa282ead8;
    private static final int SESSION_START = 1;

    private final Path file;
    private final OutputStream out;
    private final Clock clock;
    private Optional<IOException> failure = Optional.empty();

    private EventFile(Path file, OutputStream out, Clock clock) {
        this.file = file;
        this.out = out;
        this.clock = clock;
    }

    /**
     * Makes a file that sorts behind those already in the folder, and begins it.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    static EventFile create(Path folder, String run, Clock clock) {
        Path file = folder;
        try {
            Files.createDirectories(folder);
            long seconds = clock.instant().getEpochSecond();
            int number = 0;
            do {
                file = folder.resolve(
                        String.format(Locale.ROOT, "events.out.tfevents.%010d.%s.%03d", seconds, run, number++));
            } while (Files.exists(file));
            EventFile events = new EventFile(
                    file,
                    new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), BUFFER),
                    clock);
            events.write(events.event().text(3, "brain.Event:2"));
            return events;
        } catch (IOException failed) {
            throw cannotBeWritten(file, failed);
        }
    }

    /** Says that a process starts here: a reader forgets what earlier files say of {@code step} and later steps. */
    void sessionStart(long step) {
        write(event().varint(2, step).message(7, new WireBytes().varint(1, SESSION_START)));
    }

    /** Numbers by their tags; a tag's part before the slash is its chart's group. */
    void scalars(long step, Map<String, Double> values) {
        WireBytes summary = new WireBytes();
        values.forEach(
                (tag, value) -> summary.message(1, new WireBytes().text(1, tag).fixed32(2, value.floatValue())));
        write(event().varint(2, step).message(5, summary));
    }

    void flush() {
        change(out::flush);
    }

    @Override
    public void close() {
        if (failure.isEmpty()) {
            change(out::close);
        }
    }

    private WireBytes event() {
        Instant now = clock.instant();
        return new WireBytes().fixed64(1, now.getEpochSecond() + now.getNano() / 1e9);
    }

    private void write(WireBytes event) {
        byte[] message = event.toBytes();
        ByteBuffer frame = ByteBuffer.allocate(message.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        frame.putLong(message.length);
        frame.putInt(maskedCrc(frame.array(), Long.BYTES));
        frame.put(message).putInt(maskedCrc(message, message.length));
        change(() -> out.write(frame.array()));
    }

    private static int maskedCrc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    }

    private void change(Change change) {
        if (failure.isPresent()) {
            throw cannotBeWritten(file, failure.get());
        }
        try {
            change.make();
        } catch (IOException failed) {
            failure = Optional.of(failed);
            throw cannotBeWritten(file, failed);
        }
    }

    private interface Change {
        void make() throws IOException;
    }

    private static UncheckedIOException cannotBeWritten(Path file, IOException failed) {
        return new UncheckedIOException("log " + file + " cannot be written", failed);
    }
}
