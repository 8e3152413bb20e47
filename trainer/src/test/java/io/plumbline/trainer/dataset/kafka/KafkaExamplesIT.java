package io.plumbline.trainer.dataset.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.PlumblineTopics;
import io.plumbline.broker.Transactions;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Example;
import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Examples out of a real broker. */
final class KafkaExamplesIT {
    /** Recent, so that no retention ends it; whole minutes, so that it reads well. */
    private static final Instant START = Instant.now().minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.MINUTES);

    private static final Instant END = START.plus(Duration.ofHours(2));
    private static final Clock CLOCK = Clock.fixed(START.plus(Duration.ofDays(2)), ZoneOffset.UTC);
    private static final int ROWS = 60;

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(BrokerConfig.onFreePort(directory.resolve("broker")));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void eachRequestIsJoinedWithItsNewestLabel_andWhateverIsNotUsedIsCounted() {
        // given
        Topics topics = topics("houses");
        sendHouses(topics);

        // when
        Dataset data = load(topics, Map.of("from", START.toString(), "to", END.toString()));

        // then
        Map<String, Example> examples = examples(data);
        assertThat(examples).hasSize(ROWS - 4);
        assertThat(data.task()).isEqualTo(new Task.Regression("USD"));
        assertThat(examples.get("r5").truth()).isEqualTo(new Truth.Value(1005));
        assertThat(examples.get("r1").truth()).as("sent twice").isEqualTo(new Truth.Value(1001));
        assertThat(examples.get("r2").truth())
                .as("corrected, then the old one again")
                .isEqualTo(new Truth.Value(5555));
        assertThat(examples.get("r6").truth())
                .as("labelled before it was asked")
                .isEqualTo(new Truth.Value(1006));
        assertThat(examples.get("r7").truth())
                .as("retracted, then labelled again")
                .isEqualTo(new Truth.Value(7777));
        assertThat(examples)
                .as("retracted, unlabelled, labelled after the end, out of the window, aborted")
                .doesNotContainKeys("r3", "r4", "r0", "before", "after", "aborted");
        assertThat(((Payload.Row) examples.get("r5").payload()).features())
                .containsEntry("size", new FeatureValue.Numeric(5))
                .containsEntry("kind", new FeatureValue.Text("house"));
        assertThat(counts(data, "requests"))
                .containsEntry("read", ROWS + 3L)
                .containsEntry("malformed", 1L)
                .containsEntry("other_model", 1L)
                .containsEntry("duplicate", 1L)
                .containsEntry("unlabelled", 2L)
                .containsEntry("retracted", 1L)
                .hasEntrySatisfying(
                        "first_malformed", why -> assertThat((String) why).contains("houses.requests-"));
        assertThat(counts(data, "labels"))
                .containsEntry("malformed", 2L)
                .containsEntry("duplicate", 1L)
                .containsEntry("corrected", 1L)
                .containsEntry("stale", 1L)
                .containsEntry("retracted", 2L)
                .containsEntry("orphan", 1L);
        assertThat(counts(data, "examples"))
                .containsEntry("joined", ROWS - 3L)
                .containsEntry("unfit", 1L)
                .containsEntry("used", ROWS - 4L)
                .hasEntrySatisfying("first_unfit", why -> assertThat((String) why)
                        .startsWith("feature 'size' is text, expected a number as in most requests (houses.requests-"));
        assertThat(data.provenance())
                .containsEntry("from", START.toString())
                .containsEntry("to", END.toString())
                .containsEntry("topics", Map.of("requests", "houses.requests", "labels", "houses.labels"));
        // What the manifest will hold can be written.
        assertThat(Json.write(data.provenance())).contains("\"offsets\":");
    }

    @Test
    void laterLabels_areReadUpToATimeOfTheirOwn() {
        Topics topics = topics("patience");
        sendHouses(topics);

        Dataset data = load(
                topics,
                Map.of(
                        "from", START.toString(),
                        "to", END.toString(),
                        "labels-to", END.plus(Duration.ofDays(1)).toString()));

        assertThat(examples(data).get("r0").truth()).isEqualTo(new Truth.Value(1000));
    }

    @Test
    void theRecordedOffsets_giveTheSameDataAgain_whateverCameSince() {
        // given
        Topics topics = topics("again");
        sendHouses(topics);
        // The clock stands two days after the start: two days ago it all began.
        Dataset first = load(topics, Map.of("from", "-2d", "to", "-46h"));
        try (Traffic traffic = new Traffic(broker.bootstrapServers(), topics)) {
            traffic.request(START.plusSeconds(1), "late", house(3, "flat"));
            traffic.label(START.plusSeconds(2), "late", new Truth.Value(3));
            traffic.label(START.plusSeconds(3), "r5", new Truth.Value(9), OptionalLong.of(9));
        }

        // when
        Object offsets = first.provenance().get("offsets");
        Dataset again = load(topics, Map.of("offsets", offsets));

        // then
        assertThat(again.sha256()).isEqualTo(first.sha256()).hasSize(64);
        assertThat(again.train().inputs()).containsExactly(first.train().inputs());
        assertThat(again.train().targets()).containsExactly(first.train().targets());
        assertThat(again.holdout().examples())
                .containsExactlyElementsOf(first.holdout().examples());
        assertThat(again.provenance()).containsEntry("offsets", offsets).doesNotContainKey("from");
        Map<?, ?> requests = (Map<?, ?>) ((Map<?, ?>) offsets).get("requests");
        long records = 0;
        for (Object range : requests.values()) {
            records += (long) ((List<?>) range).get(1) - (long) ((List<?>) range).get(0);
        }
        // The aborted record and the marker that ended it have offsets too.
        assertThat(records).isBetween(ROWS + 4L, ROWS + 6L);
    }

    @Test
    void byTime_theNewestRequestsAreHeldOut() {
        Topics topics = topics("timely");
        sendHouses(topics);

        Dataset data = load(topics, Map.of("from", START.toString(), "to", END.toString(), "split", "time"));

        assertThat(ids(data.holdout())).containsExactlyInAnyOrder("r59", "r58", "r57", "r56", "r55", "r54");
        assertThat(ids(data.validation())).containsExactlyInAnyOrder("r53", "r52", "r51", "r50");
    }

    @Test
    void offsetsThatAreNotThere_areNamed() {
        Topics topics = topics("gone");
        sendHouses(topics);

        assertThatThrownBy(() -> load(topics, offsets(7, 0, 1)))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("data.offsets names partition 7 of gone.labels, which has partitions 0 to 1");
        assertThatThrownBy(() -> load(topics, offsets(0, 0, 1_000_000)))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("data.offsets ends at 1000000 of gone.labels-0, which ends at");
    }

    @Test
    void classes_areNamesOrIndices() {
        Topics topics = topics("kinds");
        try (Traffic traffic = new Traffic(broker.bootstrapServers(), topics)) {
            for (int i = 0; i < 30; i++) {
                traffic.request(START.plusSeconds(i), "k" + i, house(i, i % 2 == 0 ? "flat" : "house"));
                traffic.label(
                        START.plusSeconds(i),
                        "k" + i,
                        i % 3 == 0
                                ? new Truth.ClassName("cheap")
                                : i == 10 ? new Truth.Value(7) : new Truth.Value(i % 2));
            }
        }

        Dataset data = load(
                topics,
                Map.of(
                        "from", START.toString(),
                        "to", END.toString(),
                        "split", "stratified",
                        "classes", List.of("dear", "cheap")));

        assertThat(data.task()).isEqualTo(new Task.Classification(List.of("dear", "cheap")));
        examples(data).forEach((id, example) -> {
            int i = Integer.parseInt(id.substring(1));
            assertThat(example.truth()).isEqualTo(new Truth.ClassName(i % 3 == 0 || i % 2 == 1 ? "cheap" : "dear"));
        });
        assertThat(counts(data, "examples"))
                .containsEntry("unfit", 1L)
                .hasEntrySatisfying("first_unfit", why -> assertThat((String) why)
                        .contains("the label is Value[value=7.0], expected one of [dear, cheap] or its index"));
        assertThatThrownBy(() -> load(topics, Map.of("from", START.toString(), "to", END.toString())))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("expected all of one kind; set data.task");
    }

    @Test
    void queries_areRankedByTheirJudgedItems() {
        Topics topics = topics("shop");
        try (Traffic traffic = new Traffic(broker.bootstrapServers(), topics)) {
            for (int i = 0; i < 12; i++) {
                List<Payload.Item> items = new ArrayList<>();
                Map<String, Double> grades = new TreeMap<>();
                for (int j = 0; j < 4; j++) {
                    items.add(new Payload.Item("i" + j, house(i * 4 + j, "flat").features()));
                    if (j != 2) {
                        grades.put("i" + j, (double) (j % 3));
                    }
                }
                traffic.request(START.plusSeconds(i), "q" + i, new Payload.Items(items));
                traffic.label(START.plusSeconds(i), "q" + i, new Truth.Relevance(i == 5 ? Map.of("i0", 0.5) : grades));
            }
        }

        Dataset data =
                load(topics, Map.of("from", START.toString(), "to", END.toString(), "holdout", 2, "validation", 0.2));

        assertThat(data.task()).isEqualTo(new Task.Ranking(List.of(0, 1)));
        assertThat(data.holdout().items()).isEqualTo(2);
        assertThat(data.train().items()).isEqualTo(7);
        assertThat(data.train().rows()).isEqualTo(21);
        assertThat(((Payload.Items) data.train().examples().get(0).payload())
                        .items().stream().map(Payload.Item::item))
                .containsExactly("i0", "i1", "i3");
        assertThat(counts(data, "examples"))
                .containsEntry("unfit", 1L)
                .containsEntry("unjudged_items", 11L)
                .hasEntrySatisfying("first_unfit", why -> assertThat((String) why)
                        .contains("the grades are [0.5], expected whole numbers"));
        assertThatThrownBy(() -> load(
                        topics,
                        Map.of("from", START.toString(), "to", END.toString(), "holdout", 2, "split", "stratified")))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("data.split is stratified, but the task is ranking");
    }

    @Test
    void imagesInBareBytes_areTheirPixels() {
        Topics topics = topics("pictures");
        try (Traffic traffic = new Traffic(broker.bootstrapServers(), topics)) {
            for (int i = 0; i < 20; i++) {
                int floats = i == 4 ? 5 : 6;
                ByteBuffer bytes = ByteBuffer.allocate(floats * 4).order(ByteOrder.LITTLE_ENDIAN);
                for (int p = 0; p < floats; p++) {
                    bytes.putFloat(p * 4, i == 9 && p == 3 ? Float.NaN : i * 10 + p);
                }
                traffic.request(START.plusSeconds(i), "p" + i, new Payload.Raw(bytes));
                traffic.label(START.plusSeconds(i), "p" + i, new Truth.ClassName(i % 2 == 0 ? "even" : "odd"));
            }
        }

        Dataset data = load(topics, Map.of("from", START.toString(), "to", END.toString(), "shape", List.of(1, 2, 3)));

        assertThat(data.rowShape()).containsExactly(1L, 2L, 3L);
        assertThat(data.images()).isTrue();
        Map<String, Example> examples = examples(data);
        assertThat(examples).hasSize(18).doesNotContainKeys("p4", "p9");
        ByteBuffer sent = ((Payload.Raw) examples.get("p7").payload()).bytes().order(ByteOrder.LITTLE_ENDIAN);
        assertThat(sent.getFloat(8)).isEqualTo(72f);
        assertThat(counts(data, "examples"))
                .containsEntry("unfit", 2L)
                .hasEntrySatisfying("first_unfit", why -> assertThat((String) why)
                        .contains("the request has 20 bytes, expected 24 for FP32[1, 2, 3]"));
    }

    @Test
    void anEmptyStretchOfTime_anAbsentTopic_andAnAbsentBroker_areSaidClearly() {
        Topics topics = topics("empty");

        assertThatThrownBy(() -> load(topics, Map.of("from", "-3d")))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("no labelled request can be learnt from, expected at least two")
                .hasMessageContaining("read=0");
        assertThatThrownBy(() -> load(new Topics("nowhere"), Map.of("from", "-3d")))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("there is no topic 'nowhere.labels'");
        assertThatThrownBy(() -> load(
                        topics,
                        Map.of(
                                "from", "-3d",
                                "bootstrap-servers", "127.0.0.1:1",
                                "kafka", Map.of("default.api.timeout.ms", "500", "request.timeout.ms", "400"))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("examples cannot be read from Kafka at 127.0.0.1:1");
    }

    private static Topics topics(String prefix) {
        broker.createTopics(PlumblineTopics.all(prefix, 2));
        return new Topics(prefix);
    }

    /** Sixty houses with their prices, and all that can happen to a label. */
    private static void sendHouses(Topics topics) {
        try (Traffic traffic = new Traffic(broker.bootstrapServers(), topics)) {
            traffic.request(START.minus(Duration.ofHours(9)), "before", house(1, "flat"));
            traffic.label(START.minus(Duration.ofHours(9)), "before", new Truth.Value(1));
            traffic.label(START, "r6", new Truth.Value(1006));
            for (int i = 0; i < ROWS; i++) {
                Instant at = START.plusSeconds(60L * i);
                traffic.request(at, "r" + i, i == 8 ? text("size", "large") : house(i, i % 2 == 0 ? "flat" : "house"));
                if (i != 0 && i != 4 && i != 6) {
                    traffic.label(at.plusSeconds(1), "r" + i, new Truth.Value(1000 + i), OptionalLong.of(1));
                }
            }
            Instant later = START.plus(Duration.ofMinutes(90));
            traffic.label(later, "r1", new Truth.Value(1001), OptionalLong.of(1));
            traffic.label(later, "r2", new Truth.Value(5555), OptionalLong.of(2));
            traffic.label(later, "r2", new Truth.Value(1002), OptionalLong.of(1));
            traffic.raw(topics.labels(), later, "r3", null);
            traffic.raw(topics.labels(), later, "r7", null);
            traffic.label(later.plusSeconds(1), "r7", new Truth.Value(7777), OptionalLong.of(1));
            traffic.raw(topics.labels(), later, "r9", "{\"id\":");
            traffic.raw(topics.labels(), later, null, "{\"label\":3}");
            traffic.label(later, "nobody", new Truth.Value(3));
            traffic.raw(topics.requests(), later, "m", "no json");
            traffic.request(later, "r5", house(999, "flat"));
            traffic.request(later, "x", house(2, "flat"), Optional.of("another"));
        }
        try (Traffic aborting =
                new Traffic(broker.bootstrapServers(), topics, "transactional.id", "abort-" + topics.prefix())) {
            aborting.producer().initTransactions();
            aborting.producer().beginTransaction();
            aborting.request(START.plus(Duration.ofMinutes(91)), "aborted", house(1, "flat"));
            aborting.abort();
        }
        new Transactions(broker.bootstrapServers()).awaitEnded("abort-" + topics.prefix());
        try (Traffic traffic = new Traffic(broker.bootstrapServers(), topics)) {
            Instant after = END.plus(Duration.ofMinutes(1));
            traffic.label(after, "r0", new Truth.Value(1000));
            for (int i = 0; i < 8; i++) {
                traffic.request(after, "after" + (i == 0 ? "" : i), house(1, "flat"));
                traffic.label(after, "after" + (i == 0 ? "" : i), new Truth.Value(1));
            }
        }
    }

    private static Payload.Row house(int size, String kind) {
        return new Payload.Row(Map.of("size", new FeatureValue.Numeric(size), "kind", new FeatureValue.Text(kind)));
    }

    private static Payload.Row text(String name, String value) {
        return new Payload.Row(Map.of(name, new FeatureValue.Text(value)));
    }

    private static Map<String, Object> offsets(int partition, long begin, long end) {
        Map<String, Object> ranges = Map.of(String.valueOf(partition), List.of(begin, end));
        return Map.of("offsets", Map.of("requests", Map.of("0", List.of(0L, 1L)), "labels", ranges));
    }

    private static Dataset load(Topics topics, Map<String, Object> given) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap-servers",
                broker.bootstrapServers(),
                "topic-prefix",
                topics.prefix(),
                "model",
                "houses",
                "unit",
                "USD",
                "holdout",
                6,
                "validation",
                4));
        settings.putAll(given);
        Settings data = TestSettings.of(settings);
        KafkaExamples source = new KafkaExamples(data, CLOCK);
        data.refuseProblems("here");
        return source.load();
    }

    private static Map<String, Example> examples(Dataset data) {
        Map<String, Example> examples = new LinkedHashMap<>();
        for (Partition part : List.of(data.train(), data.validation(), data.holdout())) {
            part.examples().forEach(example -> examples.put(example.id(), example));
        }
        return examples;
    }

    private static List<String> ids(Partition part) {
        return part.examples().stream().map(Example::id).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> counts(Dataset data, String of) {
        return (Map<String, Object>) data.provenance().get(of);
    }
}
