package io.plumbline.inference.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerSilenceTest {
    private static final MetricName ANSWERS = new MetricName("response-total", "consumer-metrics", "", Map.of());

    private final Map<MetricName, Metric> metrics = new HashMap<>();
    private final BrokerSilence silence = new BrokerSilence(() -> metrics, Duration.ofSeconds(10));
    private double answers;

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private void count() {
        metrics.put(ANSWERS, new Metric() {
            @Override
            public MetricName metricName() {
                return ANSWERS;
            }

            @Override
            public Object metricValue() {
                return answers;
            }
        });
    }

    @Test
    void answersThatCome_areNoSilence() {
        count();
        for (int i = 0; i < 10; i++) {
            answers++;
            assertThat(silence.standing(seconds(9L * i))).isEmpty();
        }
    }

    @Test
    void noAnswerForLongerThanTheLimit_stands_untilOneComes() {
        count();
        assertThat(silence.standing(seconds(100))).as("from the first look on").isEmpty();
        assertThat(silence.standing(seconds(110))).isEmpty();

        assertThat(silence.standing(seconds(112)))
                .contains("no broker has answered for 12 s, expected one within 10 s");

        answers = 1;
        assertThat(silence.standing(seconds(113))).isEmpty();
        assertThat(silence.standing(seconds(123))).isEmpty();
        assertThat(silence.standing(seconds(124))).isPresent();
    }

    @Test
    void clientThatCountsNothing_isNeverSilent() {
        assertThat(silence.standing(0)).isEmpty();
        assertThat(silence.standing(seconds(1000))).isEmpty();
    }

    /** The name of what is counted is Kafka's, which no compiler checks. */
    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void consumersOfBothProtocols_countTheirAnswers(String protocol) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", "127.0.0.1:1", "group.id", "g", "group.protocol", protocol);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            BrokerSilence real = new BrokerSilence(consumer::metrics, Duration.ofSeconds(10));

            assertThat(real.standing(seconds(0))).isEmpty();
            assertThat(real.standing(seconds(11))).isPresent();
        }
    }
}
