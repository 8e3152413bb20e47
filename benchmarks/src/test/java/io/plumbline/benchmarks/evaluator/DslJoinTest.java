package io.plumbline.benchmarks.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.WireMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DslJoinTest {
    private static final int PAIRS = 40;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachPair_isJoinedOnce_andAsManyAreRightAsShouldBe(boolean parsedFirst) {
        Pairs pairs = new Pairs("dsl", 3, 1, 1);
        Setup setup = new Setup("none:1", pairs.topics().prefix(), "app", folder, true, 1, 100, List.of());
        Properties properties = new Properties();
        properties.put("state.dir", folder.toString());
        List<KeyValue<byte[], byte[]>> joined;
        try (TopologyTestDriver driver =
                new TopologyTestDriver(new DslJoin(setup, parsedFirst).topology(), properties)) {
            Pairs.Source source = pairs.new Source();
            List<WireMessage> predictions = new ArrayList<>();
            List<WireMessage> labels = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                predictions.add(source.prediction(i, 0));
                labels.add(source.label(i));
            }
            send(driver, pairs.topics().predictions(), predictions);
            send(driver, pairs.topics().labels(), labels);
            joined = driver.createOutputTopic(
                            setup.joinedTopic(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readKeyValuesToList();
        }

        List<String> verdicts = joined.stream()
                .map(each -> new String(each.value, StandardCharsets.UTF_8))
                .toList();
        assertThat(joined.stream()
                        .map(each -> new String(each.key, StandardCharsets.UTF_8))
                        .toList())
                .hasSize(PAIRS)
                .doesNotHaveDuplicates();
        assertThat(verdicts).containsOnly("v1\tright", "v1\twrong");
        assertThat(verdicts.stream().filter("v1\tright"::equals).count()).isEqualTo(pairs.right(PAIRS));
    }

    private static void send(TopologyTestDriver driver, String topic, List<WireMessage> messages) {
        TestInputTopic<byte[], byte[]> input =
                driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
        messages.forEach(message -> input.pipeInput(message.key(), message.value(), message.timestampMillis()));
    }
}
