package io.plumbline.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.PlumblineTopics;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.SavedRun;
import io.plumbline.trainer.publish.Published;
import io.plumbline.trainer.publish.Publisher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model out of the stream that it will serve. */
class KafkaRunIT {
    @TempDir
    Path folder;

    @Test
    void theManifestHoldsTheOffsets_andTheyMakeTheSameModelAgain_thoughMoreCameSince() throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.onFreePort(folder.resolve("broker")))) {
            broker.createTopics(PlumblineTopics.all("plumbline", 2));
            send(broker, 0, 120);
            Path file = Files.writeString(folder.resolve("stream.yaml"), """
                    model: stream
                    seed: 3
                    threads: 1
                    device: cpu
                    data:
                      type: kafka
                      bootstrap-servers: %s
                      from: -1d
                      split: time
                      holdout: 0.2
                      validation: 0.2
                    network: {type: mlp, hidden: [4]}
                    loss: {type: cross-entropy}
                    optimizer: {type: adamw}
                    schedule: {type: constant, learning-rate: 0.01}
                    fit: {epochs: 2, batch: 16}
                    """.formatted(broker.bootstrapServers()));
            Manifest manifest;
            String weights;
            try (TrainingRun run = new TrainingRun(Experiment.read(file, List.of()))) {
                run.fit(new SavedRun(folder.resolve("run")), at -> FitListener.NONE);
                weights = run.weightsSha256().toString();
                Published published =
                        run.publish(run.export(), new Publisher(folder.resolve("store"), Clock.systemUTC()));
                manifest = manifest(published);
            }
            send(broker, 120, 200);

            try (TrainingRun again = new TrainingRun(new Reproduction(manifest, "manifest").experiment(folder))) {
                again.fit(new SavedRun(folder.resolve("again")), at -> FitListener.NONE);

                assertThat(again.data().sha256()).isEqualTo(manifest.training().get("data_sha256"));
                assertThat(again.weightsSha256().toString()).isEqualTo(weights);
            }
            Map<?, ?> data = (Map<?, ?>) manifest.training().get("data");
            assertThat(Json.write(data))
                    .contains("\"offsets\":{")
                    .contains("\"requests\":{\"read\":120,")
                    .contains("\"unlabelled\":12,")
                    .contains("\"joined\":108,");
            assertThat(manifest.task().label()).isEqualTo("classification");
            assertThat(manifest.reference().features()).containsOnlyKeys("size", "kind");
        }
    }

    private static void send(EmbeddedBroker broker, int from, int to) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            Instant start = Instant.now().minus(Duration.ofHours(2));
            for (int i = from; i < to; i++) {
                long at = start.plusSeconds(i).toEpochMilli();
                String request =
                        "{\"features\":{\"size\":%d,\"kind\":\"%s\"}}".formatted(i % 17, i % 3 == 0 ? "a" : "b");
                producer.send(new ProducerRecord<>("plumbline.requests", null, at, "r" + i, request));
                if (i % 10 != 9) {
                    String label = "{\"label\":\"%s\"}".formatted(i % 17 > 8 ? "large" : "small");
                    producer.send(new ProducerRecord<>("plumbline.labels", null, at, "r" + i, label));
                }
            }
        }
    }

    private static Manifest manifest(Published published) throws IOException {
        byte[] json = Files.readAllBytes(published.folder().resolve(Manifest.MANIFEST_FILE));
        assertThat(new String(json, StandardCharsets.UTF_8)).contains("\"data\"");
        return ((Decoded.Accepted<Manifest>) new ManifestCodec().decode(json, "manifest")).value();
    }
}
