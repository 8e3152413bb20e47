package io.plumbline.contracts.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.codec.YamlCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final Setting<Integer> SIZE = Setting.integer("batch.max.size", 32, 1, 4096, "rows");
    private static final Setting<Duration> WAIT = Setting.duration("batch.max.wait", Duration.ofMillis(2), "wait");
    private static final Setting<List<String>> MODELS = Setting.list("models", List.of(), "models");
    private static final List<Setting<?>> KNOWN = List.of(SIZE, WAIT, MODELS);

    @Test
    void size_isAWholeNumberAndAUnit_withinItsBounds() {
        Setting<Long> memory = Setting.bytes("memory", 1L << 30, 512L << 20, 1L << 42, "memory");

        assertThat(memory.defaultText()).isEqualTo("1GiB");
        assertThat(memory.parse("512MiB")).isEqualTo(512L << 20);
        assertThat(memory.parse("4096GiB")).isEqualTo(1L << 42);
        assertThat(memory.parse("1048576KiB")).isEqualTo(1L << 30);
        assertThat(memory.parse("536870913B")).isEqualTo((512L << 20) + 1);
        for (String text : List.of("", "1", "1GB", "1.5GiB", "-1GiB", "511MiB", "4097GiB", "999999999999GiB")) {
            assertThatThrownBy(() -> memory.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("from 512MiB to 4096GiB");
        }
    }

    @Test
    void theCommandLine_winsOverEnvironment_overFile_overDefaults(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("serve.yaml");
        Files.writeString(file, "batch:\n  max:\n    size: 64\n    wait: 3s\nmodels: [a, b]\nkafka.acks: all\n");
        Map<String, Object> yaml = new YamlCodec().read(file);

        Settings defaults = Settings.load(KNOWN, Map.of(), Map.of(), List.of());
        Settings fromFile = Settings.load(KNOWN, yaml, Map.of(), List.of());
        Settings fromEnvironment = Settings.load(KNOWN, yaml, Map.of("BATCH_MAX_SIZE", "65"), List.of());
        Settings fromSet = Settings.load(KNOWN, yaml, Map.of("BATCH_MAX_SIZE", "65"), List.of("batch.max.size=66"));

        assertThat(defaults.get(SIZE)).isEqualTo(32);
        assertThat(defaults.get(WAIT)).isEqualTo(Duration.ofMillis(2));
        assertThat(defaults.get(MODELS)).isEmpty();
        assertThat(fromFile.get(SIZE)).isEqualTo(64);
        assertThat(fromFile.get(WAIT)).isEqualTo(Duration.ofSeconds(3));
        assertThat(fromFile.get(MODELS)).containsExactly("a", "b");
        assertThat(fromFile.kafka()).containsExactly(Map.entry("acks", "all"));
        assertThat(fromEnvironment.get(SIZE)).isEqualTo(65);
        assertThat(fromSet.get(SIZE)).isEqualTo(66);
    }

    @Test
    void everyProblem_isListedAtOnce_withWhereItCameFrom() {
        assertThatThrownBy(() -> Settings.load(
                        KNOWN,
                        Map.of("batch.max.size", 0),
                        Map.of("BATCH_MAX_WAIT", "soon"),
                        List.of("batch.max.sise=1")))
                .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems())
                        .containsExactlyInAnyOrder(
                                "'batch.max.size' is '0' in the configuration file, expected an integer from 1 to 4096",
                                "'batch.max.wait' is 'soon' in environment BATCH_MAX_WAIT, expected a duration such as"
                                        + " 50ms, 10s, 5m, 2h or 7d",
                                "unknown key 'batch.max.sise' in --set, did you mean 'batch.max.size'?"));
    }

    @Test
    void references_areReplacedByWhatTheyLeadTo_andShownAsTheyWereWritten(@TempDir Path dir) throws IOException {
        Files.writeString(dir.resolve("password"), "s3cret\n");
        Files.writeString(dir.resolve("all.properties"), "user=svc\npassword = a:b=c\n");

        Settings settings = Settings.load(
                KNOWN,
                Map.of("kafka.ssl.key.password", "${file:" + dir.resolve("password") + "}"),
                Map.of("SIZE", "64", "PASSWORD", "t0p${env:SIZE}"),
                List.of(
                        "batch.max.size=${env:SIZE}",
                        "kafka.sasl.jaas.config=Login required password=\"${env:PASSWORD}\";",
                        "kafka.both=${file:" + dir.resolve("all.properties") + ":password}-${env:SIZE}",
                        "kafka.not.ours=$${env:SIZE} ${vault:x}",
                        "kafka.truststore.password=plain"));

        assertThat(settings.get(SIZE)).isEqualTo(64);
        assertThat(settings.kafka())
                .containsEntry("ssl.key.password", "s3cret")
                .containsEntry("sasl.jaas.config", "Login required password=\"t0p${env:SIZE}\";")
                .containsEntry("both", "a:b=c-64")
                .containsEntry("not.ours", "${env:SIZE} ${vault:x}")
                .containsEntry("truststore.password", "plain");
        assertThat(settings.shown())
                .contains(
                        new Settings.Shown("batch.max.size", "${env:SIZE}", "--set"),
                        new Settings.Shown("batch.max.wait", "2ms", "defaults"),
                        new Settings.Shown("kafka.truststore.password", Redaction.HIDDEN, "--set"),
                        new Settings.Shown(
                                "kafka.ssl.key.password",
                                "${file:" + dir.resolve("password") + "}",
                                "the configuration file"));
        assertThat(settings.shown().toString()).doesNotContain("s3cret", "t0p", "a:b=c", "plain");
    }

    @Test
    void aReferenceToNothing_isAProblem_thatNamesItsKey_andNoProblemTellsAValue(@TempDir Path dir) throws IOException {
        Files.writeString(dir.resolve("p.properties"), "password=s3cret\n");

        assertThatThrownBy(() -> Settings.load(
                        KNOWN,
                        Map.of(),
                        Map.of("WORD", "s3cret"),
                        List.of(
                                "kafka.a=${env:NOBODY}",
                                "kafka.b=${file:" + dir.resolve("nowhere") + "}",
                                "kafka.c=${file:" + dir.resolve("p.properties") + ":user}",
                                "batch.max.size=${env:WORD}")))
                .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems())
                        .containsExactlyInAnyOrder(
                                "'kafka.a' in --set: environment variable NOBODY is not set",
                                "'kafka.b' in --set: file " + dir.resolve("nowhere")
                                        + " cannot be read (NoSuchFileException)",
                                "'kafka.c' in --set: file " + dir.resolve("p.properties") + " has no key 'user'",
                                "'batch.max.size' is '${env:WORD}' in --set, expected an integer from 1 to 4096"));
    }

    @Test
    void aNumberWithAnExponent_isANumber(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("rate.yaml");
        Files.writeString(file, "rate: 1e-3\nwords: 1e-3x\n");

        assertThat(new YamlCodec().read(file)).containsEntry("rate", 0.001).containsEntry("words", "1e-3x");
    }

    @Test
    void aTime_staysTheTextThatWasWritten(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("time.yaml");
        Files.writeString(file, "from: 2026-01-31T12:00:00Z\nday: 2026-01-31\n");

        assertThat(new YamlCodec().read(file))
                .containsEntry("from", "2026-01-31T12:00:00Z")
                .containsEntry("day", "2026-01-31");
    }

    @Test
    void aYamlFile_thatCannotBeRead_isAProblemThatNamesIt(@TempDir Path dir) throws IOException {
        Path bomb = dir.resolve("bomb.yaml");
        Files.writeString(bomb, "a: &a [x]\nb: [*a, *a]\n");
        Path list = dir.resolve("list.yaml");
        Files.writeString(list, "- 1\n");
        Path twice = dir.resolve("twice.yaml");
        Files.writeString(twice, "a: 1\na: 2\n");
        for (Path file : List.of(bomb, list, twice, dir.resolve("absent.yaml"))) {
            assertThatThrownBy(() -> new YamlCodec().read(file))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
