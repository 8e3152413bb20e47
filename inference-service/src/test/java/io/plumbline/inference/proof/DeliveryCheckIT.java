package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.event.Headers;
import io.plumbline.inference.testing.Bench;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checker that cannot fail proves nothing: answers written by hand, right ones and wrong ones. */
class DeliveryCheckIT {
    private static EmbeddedBroker broker;
    private Bench bench;
    private DeliveryCheck check;
    private Producer<byte[], byte[]> producer;

    @BeforeAll
    static void startBroker(@TempDir Path data) {
        broker = Bench.startBroker(data);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void askFour(@TempDir Path store) {
        bench = new Bench(broker, store);
        check = new DeliveryCheck(broker.bootstrapServers(), bench.topics());
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "transactional.id",
                        bench.topics().prefix() + "-inference-hand"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        for (int i = 0; i < 4; i++) {
            check.ask(0, "r" + i, "any");
            check.flush();
        }
    }

    @AfterEach
    void close() throws Exception {
        producer.close();
        check.close();
        bench.close();
    }

    @Test
    void eachOnce_inOrder_amongAbortedOnes_passes() {
        write(List.of(0, 1, 2), List.of(), false);
        write(List.of(0, 1), List.of(3), true);
        write(List.of(2), List.of(), false);
        write(List.of(2), List.of(), true);

        DeliveryCheck.Found found = check.verify(Guarantee.EXACTLY_ONCE);

        assertThat(found).isEqualTo(new DeliveryCheck.Found(3, 1, 0));
    }

    @Test
    void oneLost_isNamed() {
        write(List.of(0, 1, 3), List.of(), true);

        assertThatThrownBy(() -> check.verify(Guarantee.AT_LEAST_ONCE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("requests lost")
                .hasMessageContaining("0@2");
    }

    @Test
    void oneAnsweredTwice_isNamed_andCountedWhereThatIsAllowed() {
        write(List.of(0, 1, 2), List.of(3), true);
        write(List.of(2), List.of(), true);

        assertThatThrownBy(() -> check.verify(Guarantee.EXACTLY_ONCE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("requests answered twice")
                .hasMessageContaining("0@2");
        assertThat(check.verify(Guarantee.AT_LEAST_ONCE).duplicates()).isEqualTo(1);
    }

    @Test
    void anotherOrder_isTold() {
        write(List.of(1, 0, 2, 3), List.of(), true);

        assertThatThrownBy(() -> check.verify(Guarantee.EXACTLY_ONCE)).hasMessageContaining("offset answered next");
    }

    @Test
    void anAnswerUnderAnotherKey_isTold() {
        write(List.of(0, 1, 2), List.of(), true);
        producer.beginTransaction();
        producer.send(record(bench.topics().predictions(), "r5", 3));
        producer.commitTransaction();

        assertThatThrownBy(() -> check.verify(Guarantee.EXACTLY_ONCE)).hasMessageContaining("key of the answer to 0@3");
    }

    @Test
    void anOpenTransaction_isTold() {
        write(List.of(0, 1, 2, 3), List.of(), true);
        producer.beginTransaction();
        producer.send(record(bench.topics().predictions(), "r0", 0));
        producer.flush();

        assertThatThrownBy(() -> check.verify(Guarantee.EXACTLY_ONCE)).hasMessageContaining("open transactions");
    }

    /** One transaction of predictions and dead letters, all in partition 0. */
    private void write(List<Integer> predicted, List<Integer> dead, boolean committed) {
        producer.beginTransaction();
        predicted.forEach(i -> producer.send(record(bench.topics().predictions(), "r" + i, i)));
        dead.forEach(i -> producer.send(record(bench.topics().deadLetters(), "r" + i, i)));
        if (committed) {
            producer.commitTransaction();
        } else {
            producer.flush();
            producer.abortTransaction();
        }
    }

    private ProducerRecord<byte[], byte[]> record(String topic, String key, int offset) {
        List<Header> headers = topic.equals(bench.topics().predictions())
                ? List.of(header(Headers.SOURCE, bench.topics().requests() + "-0-" + offset))
                : List.of(
                        header("__dlq.errors.partition", "0"), header("__dlq.errors.offset", Integer.toString(offset)));
        return new ProducerRecord<>(topic, 0, null, key.getBytes(StandardCharsets.UTF_8), new byte[0], headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
