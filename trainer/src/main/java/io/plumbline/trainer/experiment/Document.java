package io.plumbline.trainer.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A tree of values with the origin of each; documents are laid one over another.
 *
 * <p>Maps are merged key by key; scalars and lists replace what was there; {@code null} removes it. A section whose {@code
 * type} changes starts anew, for its other keys were meant for the other type. A type that was changed alone, by {@code --set
 * schedule.type=cosine}, keeps of them what the new type knows: those keys are {@link #spare}, and nobody minds if they stay
 * unread.
 */
final class Document {
    private final Map<String, @Nullable Object> values;
    private final Map<String, Origin> origins = new HashMap<>();
    private final Set<String> spare = new HashSet<>();
    private final Set<String> typedAlone = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Origin root;

    Document(Map<String, @Nullable Object> values, Origin root) {
        this.values = values;
        this.root = root;
    }

    /** Values that nobody knows the origin of. */
    static Document of(Map<String, @Nullable Object> values) {
        return new Document(values, new Origin("", 0, 0, Path.of("")));
    }

    /** Some entries of a list by their index, the others to stay as they are. */
    record Entries(SortedMap<Integer, @Nullable Object> byIndex) {}

    Map<String, @Nullable Object> values() {
        return values;
    }

    List<Problem> problems() {
        return problems;
    }

    Origin root() {
        return root;
    }

    void note(String path, Origin origin) {
        origins.put(Keys.dashed(path), origin);
    }

    /** Notes a section by the first of its values. */
    void noteUnlessNoted(String path, Origin origin) {
        origins.putIfAbsent(Keys.dashed(path), origin);
    }

    /** Marks a section whose type was set without the rest of it. */
    void noteTypedAlone(String path) {
        typedAlone.add(Keys.dashed(path));
    }

    void problem(String path, String text) {
        problems.add(new Problem(origin(path), text));
    }

    /** Where a value was written; for one that was not written, where the nearest section around it was. */
    Origin origin(String path) {
        for (String at = Keys.dashed(path); !at.isEmpty(); at = Keys.parent(at)) {
            Origin origin = origins.get(at);
            if (origin != null) {
                return origin;
            }
        }
        return root;
    }

    boolean isWritten(String path) {
        return origins.containsKey(Keys.dashed(path));
    }

    /** The value at one step of a key; {@code null} if there is none. */
    @Nullable
    Object value(KeyPath key, int step) {
        Object at = values;
        for (Object each : key.steps().subList(0, step + 1)) {
            if (each instanceof Integer index && at instanceof List<?> list) {
                Object entry = index < list.size() ? list.get(index) : null;
                at = entry instanceof String type ? Map.of("type", type) : entry;
            } else if (each instanceof String name && at instanceof Map<?, ?> map) {
                Map<String, @Nullable Object> section = cast(map);
                at = section.get(Keys.spelled(section, name));
            } else {
                return null;
            }
        }
        return at;
    }

    /** Whether a key was left over when its section's type changed. */
    boolean isSpare(String path) {
        return spare.contains(Keys.dashed(path));
    }

    /** This document laid over {@code base}; where nothing is written, the place is this one's. */
    Document over(Document base) {
        Document merged = new Document(new LinkedHashMap<>(), base.root.rank() < root.rank() ? base.root : root);
        merged.origins.putAll(base.origins);
        merged.spare.addAll(base.spare);
        merged.problems.addAll(base.problems);
        merged.problems.addAll(problems);
        merged.values.putAll(merged.merge("", base.values, values, this));
        return merged;
    }

    private Map<String, @Nullable Object> merge(
            String path, Map<String, @Nullable Object> base, Map<String, @Nullable Object> top, Document from) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>(base);
        if (changesType(base, top)) {
            if (from.typedAlone.contains(Keys.dashed(path))) {
                base.keySet().forEach(key -> spare.add(Keys.dashed(Keys.join(path, key))));
            } else {
                base.keySet().forEach(key -> forget(Keys.join(path, key)));
                result.clear();
            }
        }
        top.forEach((written, value) -> {
            String key = Keys.spelled(result, written);
            String inner = Keys.join(path, key);
            spare.remove(Keys.dashed(inner));
            if (value == null && result.get(key) != null) {
                result.remove(key);
                forget(inner);
            } else {
                result.put(key, lay(inner, result.get(key), value, from));
            }
        });
        return result;
    }

    private @Nullable Object lay(String path, @Nullable Object base, @Nullable Object top, Document from) {
        if (top instanceof Entries entries) {
            adoptSection(path, from);
            return layEntries(path, base, entries, from);
        }
        if (top instanceof Map<?, ?> over && base instanceof Map<?, ?> under) {
            adoptSection(path, from);
            return merge(path, cast(under), cast(over), from);
        }
        forget(path);
        adopt(path, from);
        return top instanceof Map<?, ?> map ? merge(path, Map.of(), cast(map), from) : top;
    }

    private List<@Nullable Object> layEntries(String path, @Nullable Object base, Entries entries, Document from) {
        List<@Nullable Object> result = new ArrayList<>();
        if (base instanceof List<?> list) {
            result.addAll(list);
        } else if (base != null) {
            result.add(base);
        }
        entries.byIndex().forEach((index, value) -> {
            String inner = Keys.entry(path, index);
            if (index > result.size()) {
                problems.add(new Problem(
                        from.origin(inner), inner + " is beyond the list, which has " + result.size() + " entries"));
            } else if (index == result.size()) {
                result.add(lay(inner, null, value, from));
            } else {
                Object under = result.get(index);
                // A plain text in a list of components stands for its type.
                Object section = under instanceof String type && value instanceof Map ? Map.of("type", type) : under;
                result.set(index, lay(inner, section, value, from));
            }
        });
        return result;
    }

    /** A section that exists in both: the file on top says where it stands, an override does not move it. */
    private void adoptSection(String path, Document from) {
        String key = Keys.dashed(path);
        if (from.origin(path).isOverride()) {
            origins.putIfAbsent(key, from.origin(path));
        } else {
            origins.put(key, from.origin(path));
        }
    }

    private void adopt(String path, Document from) {
        String key = Keys.dashed(path);
        origins.put(key, from.origin(path));
        from.origins.forEach((inner, origin) -> {
            if (Keys.within(inner, key)) {
                origins.put(inner, origin);
            }
        });
    }

    private void forget(String path) {
        String key = Keys.dashed(path);
        origins.keySet().removeIf(inner -> Keys.within(inner, key));
        spare.removeIf(inner -> Keys.within(inner, key));
    }

    private static boolean changesType(Map<String, @Nullable Object> base, Map<String, @Nullable Object> top) {
        Object was = base.get("type");
        Object is = top.get("type");
        return was != null && is != null && !Keys.dashed(was.toString()).equals(Keys.dashed(is.toString()));
    }

    private static Map<String, @Nullable Object> cast(Map<?, ?> map) {
        Map<String, @Nullable Object> cast = new LinkedHashMap<>();
        map.forEach((key, value) -> cast.put(String.valueOf(key), value));
        return cast;
    }
}
