package io.plumbline.trainer.logger.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.Runs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardLoggerTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07.250Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void everyRecordIsFramedWithItsChecksums_andReadsBack() throws IOException {
        try (FitListener board = new TensorBoardLogger(folder, CLOCK)) {
            board.started(Runs.start(0));
            Runs.tell(board, 0, 4);
        }

        Path file = files().get(0);
        assertThat(file.getFileName()).hasToString("events.out.tfevents.1772600767.shoes-1.000");
        List<UnknownFieldSet> events = events(file);
        assertThat(events).hasSize(2 + 4 + 1).allSatisfy(event -> assertThat(Double.longBitsToDouble(
                        event.getField(1).getFixed64List().get(0)))
                .isEqualTo(1772600767.25));
        assertThat(events.get(0).getField(3).getLengthDelimitedList())
                .containsExactly(ByteString.copyFromUtf8("brain.Event:2"));
        assertThat(sessionStart(events.get(1))).isZero();
        assertThat(scalars(events.get(2)))
                .containsExactly("1 loss/train 1.0", "1 learning-rate 0.1", "1 gradient-norm 2.5");
        assertThat(scalars(events.get(6)))
                .containsExactlyInAnyOrder(
                        "4 loss/train-epoch 0.25",
                        "4 loss/validation 0.375",
                        "4 epoch 1.0",
                        "4 metric/accuracy 0.6",
                        "4 metric/f1_macro 0.5");
    }

    @Test
    void aResumedRun_startsAFileBehindTheFirst_thatVoidsTheLaterSteps() throws IOException {
        try (FitListener board = new TensorBoardLogger(folder, CLOCK)) {
            board.started(Runs.start(0));
            Runs.tell(board, 0, 6);
        }
        try (FitListener board = new TensorBoardLogger(folder, CLOCK)) {
            board.started(Runs.start(5));
            Runs.tell(board, 5, 6);
        }

        assertThat(files())
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "events.out.tfevents.1772600767.shoes-1.000", "events.out.tfevents.1772600767.shoes-1.001");
        List<UnknownFieldSet> events = events(files().get(1));
        assertThat(sessionStart(events.get(1))).isEqualTo(6);
        assertThat(scalars(events.get(2))).contains("6 loss/train 0.16666667");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** The step that a session starts from. */
    private static long sessionStart(UnknownFieldSet event) throws IOException {
        UnknownFieldSet log = UnknownFieldSet.parseFrom(
                event.getField(7).getLengthDelimitedList().get(0));
        assertThat(log.getField(1).getVarintList()).containsExactly(1L);
        return event.getField(2).getVarintList().get(0);
    }

    private static List<String> scalars(UnknownFieldSet event) throws IOException {
        UnknownFieldSet summary = UnknownFieldSet.parseFrom(
                event.getField(5).getLengthDelimitedList().get(0));
        List<String> scalars = new ArrayList<>();
        for (ByteString bytes : summary.getField(1).getLengthDelimitedList()) {
            UnknownFieldSet value = UnknownFieldSet.parseFrom(bytes);
            scalars.add(event.getField(2).getVarintList().get(0)
                    + " " + value.getField(1).getLengthDelimitedList().get(0).toStringUtf8()
                    + " "
                    + Float.intBitsToFloat(value.getField(2).getFixed32List().get(0)));
        }
        return scalars;
    }

    /** Reads a file of TFRecords as their reader does: both checksums of every frame must hold. */
    private static List<UnknownFieldSet> events(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<UnknownFieldSet> events = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] head = Arrays.copyOfRange(in.array(), in.position(), in.position() + 8);
            long length = in.getLong();
            assertThat(in.getInt()).as("checksum of the length").isEqualTo(masked(head));
            byte[] data = new byte[(int) length];
            in.get(data);
            assertThat(in.getInt()).as("checksum of the data").isEqualTo(masked(data));
            events.add(UnknownFieldSet.parseFrom(data));
        }
        return events;
    }

    /** CRC-32C bit by bit (reflected polynomial 0x82f63b78), then the mask: nothing shared with what is tested. */
    private static int masked(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
            }
        }
        crc = ~crc;
        return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    }
}
