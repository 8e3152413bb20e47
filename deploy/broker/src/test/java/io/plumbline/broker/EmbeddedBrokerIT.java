package io.plumbline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    @Test
    void committedRecordsAreRead_abortedOnesAreNot_andBothSurviveARestart(@TempDir Path dir) {
        int port;
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.onFreePort(dir.resolve("data")))) {
            broker.createTopics(List.of(new NewTopic("t", 2, (short) 1)));
            broker.createTopics(List.of(new NewTopic("t", 2, (short) 1)));
            try (KafkaProducer<String, String> producer = producer(broker)) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("t", 0, "a", "1"));
                producer.send(new ProducerRecord<>("t", 1, "b", "2"));
                producer.commitTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("t", 0, "c", "3"));
                producer.flush();
                producer.abortTransaction();
            }
            assertThat(keys(broker)).containsExactly("a", "b");
            port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
        }
        try (EmbeddedBroker again = EmbeddedBroker.start(new BrokerConfig(dir.resolve("data"), port))) {
            assertThat(again.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
            assertThat(keys(again)).containsExactly("a", "b");
            assertThatThrownBy(() -> EmbeddedBroker.start(new BrokerConfig(dir.resolve("other"), port)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(Integer.toString(port));
        }
    }

    @Test
    void aBrokerThatAsksToEndTheProcess_isReported_andTheProcessLives(@TempDir Path dir) {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.onFreePort(dir))) {
            assertThat(broker.failure()).isNotDone();

            assertThatThrownBy(() -> Exit.halt(1, "disk full")).hasMessageContaining("disk full");

            assertThat(broker.failure()).isCompletedWithValueMatching(reason -> reason.contains("disk full"));
        }
    }

    private static KafkaProducer<String, String> producer(EmbeddedBroker broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "writer"),
                new StringSerializer(),
                new StringSerializer());
    }

    private static List<String> keys(EmbeddedBroker broker) {
        return new TopicReader(broker.bootstrapServers())
                .readAll("t").stream().map(record -> new String(record.key())).toList();
    }
}
