package io.plumbline.contracts.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The configuration of one process: defaults, over them a YAML file, the environment, and the command line's {@code
 * --set key=value}. Keys under {@code kafka.} pass through to the Kafka clients; any other unknown key is a problem.
 *
 * <p>A value may refer to {@code ${env:NAME}}, {@code ${file:PATH}} or {@code ${file:PATH:key}}; that is put in place when
 * the configuration is read. No message, and nothing that {@link #shown} gives, holds what a reference led to.
 */
public final class Settings {
    private static final String PASS_THROUGH = "kafka.";

    private final Map<String, Object> values;
    private final Map<String, String> passedThrough;
    private final Set<String> given;
    private final List<Shown> shown;

    private Settings(
            Map<String, Object> values, Map<String, String> passedThrough, Set<String> given, List<Shown> shown) {
        this.values = values;
        this.given = Set.copyOf(given);
        this.passedThrough = passedThrough;
        this.shown = shown;
    }

    /**
     * One key as it may be shown to anybody.
     *
     * @param value as it was written, secrets hidden
     * @param source who gave it
     */
    public record Shown(String key, String value, String source) {}

    /**
     * Reads and checks everything.
     *
     * @param known every key that the process has
     * @param file the parsed YAML, nested maps allowed; empty for none
     * @param environment normally {@code System.getenv()}
     * @param sets {@code key=value} from the command line, later ones winning
     * @throws ConfigException listing every problem
     */
    public static Settings load(
            List<Setting<?>> known, Map<String, Object> file, Map<String, String> environment, List<String> sets) {
        List<String> problems = new ArrayList<>();
        Map<String, Setting<?>> byKey = new LinkedHashMap<>();
        known.forEach(setting -> byKey.put(setting.key(), setting));
        Map<String, Given> given = new HashMap<>();

        Map<String, String> flat = new TreeMap<>();
        flatten("", file, flat);
        flat.forEach((key, text) -> given.put(key, new Given(text, "the configuration file")));
        for (Setting<?> setting : known) {
            String text = environment.get(setting.environmentVariable());
            if (text != null) {
                given.put(setting.key(), new Given(text, "environment " + setting.environmentVariable()));
            }
        }
        for (String set : sets) {
            int equals = set.indexOf('=');
            if (equals < 1) {
                problems.add("--set is '" + set + "', expected key=value");
            } else {
                given.put(set.substring(0, equals), new Given(set.substring(equals + 1), "--set"));
            }
        }

        References references = new References(environment);
        List<Shown> shown = new ArrayList<>();
        Map<String, String> passedThrough = new TreeMap<>();
        for (Map.Entry<String, Given> entry : new TreeMap<>(given).entrySet()) {
            if (entry.getKey().startsWith(PASS_THROUGH)) {
                shown.add(entry.getValue().shown(entry.getKey()));
                try {
                    passedThrough.put(
                            entry.getKey().substring(PASS_THROUGH.length()),
                            references.resolve(entry.getValue().text()));
                } catch (IllegalArgumentException e) {
                    problems.add(unresolved(entry.getKey(), entry.getValue(), e));
                }
            } else if (!byKey.containsKey(entry.getKey())) {
                problems.add("unknown key '" + entry.getKey() + "' in "
                        + entry.getValue().source()
                        + Suggestion.closest(entry.getKey(), byKey.keySet())
                                .map(key -> ", did you mean '" + key + "'?")
                                .orElse(""));
            }
        }
        Map<String, Object> values = new HashMap<>();
        for (Setting<?> setting : known) {
            Given text =
                    Optional.ofNullable(given.get(setting.key())).orElse(new Given(setting.defaultText(), "defaults"));
            shown.add(text.shown(setting.key()));
            String resolved;
            try {
                resolved = references.resolve(text.text());
            } catch (IllegalArgumentException e) {
                problems.add(unresolved(setting.key(), text, e));
                continue;
            }
            try {
                values.put(setting.key(), setting.parse(resolved));
            } catch (IllegalArgumentException e) {
                problems.add("'" + setting.key() + "' is '" + text.text() + "' in " + text.source() + ", expected "
                        + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Settings(values, passedThrough, given.keySet(), List.copyOf(shown));
    }

    private static String unresolved(String key, Given given, IllegalArgumentException why) {
        return "'" + key + "' in " + given.source() + ": " + why.getMessage();
    }

    /** A value as it was given, and by whom. */
    private record Given(String text, String source) {
        Shown shown(String key) {
            return new Shown(key, Redaction.shown(key, text), source);
        }
    }

    private static void flatten(String prefix, Map<?, ?> tree, Map<String, String> flat) {
        tree.forEach((name, value) -> {
            String key = prefix + name;
            if (value instanceof Map<?, ?> nested) {
                flatten(key + ".", nested, flat);
            } else if (value instanceof List<?> list) {
                flat.put(
                        key, String.join(",", list.stream().map(String::valueOf).toList()));
            } else {
                flat.put(key, value == null ? "" : String.valueOf(value));
            }
        });
    }

    /** The value of a key that was among the known ones. */
    @SuppressWarnings("unchecked") // Put there by that same setting's parser.
    public <T> T get(Setting<T> setting) {
        Object value = values.get(setting.key());
        if (value == null) {
            throw new IllegalArgumentException("'" + setting.key() + "' was not among the known settings");
        }
        return (T) value;
    }

    /** Whether nobody gave a value, so that it is the default. */
    public boolean isDefault(Setting<?> setting) {
        return !given.contains(setting.key());
    }

    /** What goes to the Kafka clients as it is, without the {@code kafka.} in front. */
    public Map<String, String> kafka() {
        return Map.copyOf(passedThrough);
    }

    /** Every key with what it was given, for a person to read. */
    public List<Shown> shown() {
        return shown;
    }
}
