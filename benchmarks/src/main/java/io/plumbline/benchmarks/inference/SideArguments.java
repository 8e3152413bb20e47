package io.plumbline.benchmarks.inference;

import io.plumbline.contracts.config.Setting;
import io.plumbline.contracts.config.Settings;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.inference.ServiceSettings;
import io.plumbline.inference.stream.Delivery;
import io.plumbline.inference.stream.StreamClients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What every side is told, as words of a command line: which requests, and the service's own settings.
 *
 * @param group a fresh one for each run, and the instance's name: each run reads the topic from its beginning
 * @param sets of {@code serve}; every side takes its Kafka settings and its commit interval from them
 */
record SideArguments(Workload workload, String bootstrapServers, Path store, String group, List<String> sets) {
    private static final int FIXED = 6;

    SideArguments {
        sets = List.copyOf(sets);
    }

    List<String> words() {
        List<String> words = new ArrayList<>(List.of(
                workload.network().name(),
                workload.format().name(),
                workload.purpose(),
                bootstrapServers,
                store.toString(),
                group));
        words.addAll(sets);
        return words;
    }

    static SideArguments parse(List<String> words) {
        return new SideArguments(
                new Workload(Network.valueOf(words.get(0)), WireFormat.valueOf(words.get(1)), words.get(2)),
                words.get(3),
                Path.of(words.get(4)),
                words.get(5),
                words.subList(FIXED, words.size()));
    }

    Topics topics() {
        return workload.topics();
    }

    /** {@code serve} with these settings. */
    List<String> serve() {
        List<String> all = new ArrayList<>(List.of(
                "bootstrap.servers=" + bootstrapServers,
                "topics.prefix=" + topics().prefix(),
                "topics.create=false",
                "store=" + store,
                "group.id=" + group,
                "instance=" + group,
                "http.port=0"));
        all.addAll(sets);
        return all;
    }

    Settings settings() {
        return Settings.load(ServiceSettings.all(), Map.of(), Map.of(), serve());
    }

    /** The service's value of one of its own keys. */
    <T> T setting(String key, Class<T> type) {
        Setting<?> found = ServiceSettings.all().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the service has no key '" + key + "'"));
        return type.cast(settings().get(found));
    }

    /** The service's own clients, settings and all. */
    StreamClients clients() {
        return new StreamClients(
                new KafkaLink(bootstrapServers, settings().kafka()),
                topics(),
                group,
                group,
                false,
                setting("output.max.bytes", Integer.class),
                delivery());
    }

    Delivery delivery() {
        return Delivery.labelled(setting("delivery", String.class));
    }
}
