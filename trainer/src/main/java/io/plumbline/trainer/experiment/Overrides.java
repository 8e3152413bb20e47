package io.plumbline.trainer.experiment;

import io.plumbline.contracts.config.ConfigException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Single values with dotted keys, collected into a document that is laid over the file.
 *
 * <p>{@code fit.epochs=2}, {@code loggers=[csv, html]}, {@code augment[0].probability=0.3}, <code>network={type: mlp}</code>;
 * {@code PLUMBLINE_TRAIN_FIT__MAX_EPOCHS} is {@code fit.max-epochs}, {@code PLUMBLINE_TRAIN_AUGMENT__0__PROBABILITY} reaches
 * into a list.
 */
final class Overrides {
    static final String PREFIX = "PLUMBLINE_TRAIN_";

    private final Document base;
    private final Document top;
    private final int rank;
    private final Path folder;
    private int position;

    private Overrides(Document base, int rank, Path folder) {
        this.base = base;
        this.rank = rank;
        this.folder = folder;
        this.top = new Document(new LinkedHashMap<>(), new Origin("", rank, 0, folder));
    }

    /** The document with the environment's values over it. */
    static Document fromEnvironment(Document base, Map<String, String> environment, Path folder) {
        Overrides overrides = new Overrides(base, Origin.ENVIRONMENT, folder);
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                overrides.add(KeyPath.ofVariable(name.substring(PREFIX.length())), value, name);
            }
        });
        return overrides.top.over(base);
    }

    /** The document with {@code key=value} texts over it, later ones winning. */
    static Document fromCommandLine(Document base, List<String> sets, Path folder) {
        Overrides overrides = new Overrides(base, Origin.COMMAND_LINE, folder);
        for (String set : sets) {
            int equals = set.indexOf('=');
            if (equals < 1) {
                overrides.problem("--set " + set, "has no key, expected key=value");
            } else {
                String key = set.substring(0, equals).strip();
                overrides.add(key, set.substring(equals + 1), "--set " + key);
            }
        }
        return overrides.top.over(base);
    }

    private void add(String key, String text, String place) {
        Optional<KeyPath> path = KeyPath.read(key);
        if (path.isEmpty()) {
            problem(place, "'" + key + "' is not a key, expected one such as fit.epochs or loggers[0].type");
            return;
        }
        if (key.equals("extends")) {
            problem(place, "extends belongs into a file");
            return;
        }
        try {
            put(path.get(), InlineValue.read(text), place);
        } catch (ConfigException malformed) {
            malformed.problems().forEach(problem -> problem(place, key + " " + problem));
        }
    }

    private void put(KeyPath key, @Nullable Object value, String place) {
        Origin origin = new Origin(place, rank, position++, folder);
        Map<Object, @Nullable Object> holder = asMap(top.values());
        for (int i = 0; !key.isLast(i); i++) {
            Object step = spelled(holder, key.steps().get(i));
            Object inner = holder.get(step);
            boolean intoList = key.steps().get(i + 1) instanceof Integer;
            if (!intoList && isValue(inner == null ? base.value(key, i) : inner)) {
                problem(place, "goes below '" + key.upTo(i) + "', which is a value, expected a section");
                return;
            }
            top.noteUnlessNoted(key.upTo(i), origin);
            holder = intoList ? entries(holder, step) : section(holder, step);
        }
        int last = key.steps().size() - 1;
        holder.put(spelled(holder, key.steps().get(last)), value);
        top.note(key.upTo(last), origin);
        if (key.isType()) {
            top.noteTypedAlone(key.upTo(last - 1));
        }
    }

    private static boolean isValue(@Nullable Object value) {
        return value != null && !(value instanceof Map) && !(value instanceof Document.Entries);
    }

    private static Map<Object, @Nullable Object> section(Map<Object, @Nullable Object> holder, Object step) {
        if (holder.get(step) instanceof Map<?, ?> section) {
            return asMap(section);
        }
        Map<Object, @Nullable Object> section = new LinkedHashMap<>();
        holder.put(step, section);
        return section;
    }

    private static Map<Object, @Nullable Object> entries(Map<Object, @Nullable Object> holder, Object step) {
        if (holder.get(step) instanceof Document.Entries entries) {
            return asMap(entries.byIndex());
        }
        TreeMap<Integer, @Nullable Object> byIndex = new TreeMap<>();
        if (holder.get(step) instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                byIndex.put(i, list.get(i));
            }
        }
        holder.put(step, new Document.Entries(byIndex));
        return asMap(byIndex);
    }

    private static Object spelled(Map<Object, @Nullable Object> holder, Object step) {
        return step instanceof String name ? Keys.spelled(asMap(holder), name) : step;
    }

    @SuppressWarnings("unchecked") // A step is of its holder's kind: a name in a section, a place in a list.
    private static <K> Map<K, @Nullable Object> asMap(Map<?, ?> map) {
        return (Map<K, @Nullable Object>) map;
    }

    private void problem(String place, String text) {
        top.problems().add(new Problem(new Origin(place, rank, position++, folder), text));
    }
}
