package io.plumbline.trainer.experiment;

import io.plumbline.contracts.config.Suggestion;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One section of an experiment: values read by key, each mistake noted with its place and full path.
 *
 * <p>A getter that finds a mistake notes it and returns a harmless value, so that one run names all mistakes;
 * {@link #refuseProblems} throws them together. Every key must be asked for once: what nobody asked for is unknown.
 */
public final class Settings {
    private final String path;
    private final Map<String, @Nullable Object> values;
    private final Map<String, @Nullable Object> resolved = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    /** What could be asked for, whether it was or not: the keys that a message offers. */
    private final Set<String> possible = new TreeSet<>();

    private final Map<String, Settings> sections = new LinkedHashMap<>();
    private final Provenance provenance;
    /** Whether the section's type is none that is known: what else it should or should not have cannot be said then. */
    private boolean typeUnknown;

    Settings(Document document) {
        this("", document.values(), new Provenance(document));
    }

    private Settings(String path, Map<String, @Nullable Object> values, Provenance provenance) {
        this.path = path;
        this.values = dashed(values);
        this.provenance = provenance;
    }

    /** The section under {@code key}; absent means empty, so that each of its keys takes its default. */
    public Settings section(String key) {
        Settings read = sections.get(key);
        if (read != null) {
            return read;
        }
        Object value = take(key);
        Settings section = new Settings(path(key), asMap(key, value), provenance);
        section.typeUnknown = typeUnknown;
        resolved.put(key, section.resolved);
        sections.put(key, section);
        return section;
    }

    /** The keys that are written; does not count as asking for them. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** Whether the section has the key with a value; does not count as asking for it, but tells that it could be there. */
    public boolean has(String key) {
        possible.add(key);
        return values.get(key) != null;
    }

    /**
     * A list of sections; absent means none. A plain text in the list stands for a section whose {@code type} it is, and one
     * entry may be given without the list.
     */
    public List<Settings> sections(String key) {
        Object value = take(key);
        List<?> entries = value == null ? List.of() : value instanceof List<?> list ? list : List.of(value);
        List<Settings> read = new ArrayList<>();
        List<Object> resolvedEntries = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Object entry = entries.get(i);
            String place = key + "[" + i + "]";
            Map<String, @Nullable Object> inner =
                    entry instanceof String type ? Map.of("type", type) : asMap(place, entry);
            Settings section = new Settings(path(place), inner, provenance);
            section.typeUnknown = typeUnknown;
            read.add(section);
            sections.put(place, section);
            resolvedEntries.add(section.resolved);
        }
        resolved.put(key, resolvedEntries);
        return read;
    }

    /** A list of sections; absent means one for each of the types in {@code byDefault}. */
    public List<Settings> sections(String key, List<String> byDefault) {
        if (absent(key)) {
            values.put(key, byDefault);
        }
        return sections(key);
    }

    public String text(String key) {
        Object value = take(key);
        if (value == null) {
            return missing(key, "a text", "");
        }
        return value instanceof Map || value instanceof List
                ? wrong(key, value, "a text", "")
                : keep(key, value.toString());
    }

    public String text(String key, String byDefault) {
        return absent(key) ? keep(key, byDefault) : text(key);
    }

    /** One of {@code choices}; another word is a problem that names the nearest choice. */
    public String choice(String key, List<String> choices) {
        if (absent(key)) {
            missing(key, "one of " + choices, "");
            typeUnknown |= key.equals("type");
            return "";
        }
        String written = text(key);
        String value = choices.contains(written) ? written : keep(key, written.replace('_', '-'));
        if (!value.isEmpty() && !choices.contains(value)) {
            note(key, "is '%s', expected one of %s%s".formatted(value, choices, hint(value, choices)));
            typeUnknown |= key.equals("type");
        }
        return value;
    }

    public String choice(String key, List<String> choices, String byDefault) {
        return absent(key) ? keep(key, byDefault) : choice(key, choices);
    }

    /** A whole number in {@code [min, max]}. */
    public int whole(String key, int min, int max) {
        Object value = take(key);
        String expected = "a whole number in [" + min + ", " + max + "]";
        if (value == null) {
            return missing(key, expected, min);
        }
        return value instanceof Number number
                        && number.doubleValue() == Math.rint(number.doubleValue())
                        && number.doubleValue() >= min
                        && number.doubleValue() <= max
                ? keep(key, number.intValue())
                : wrong(key, value, expected, min);
    }

    public int whole(String key, int min, int max, int byDefault) {
        return absent(key) ? keep(key, byDefault) : whole(key, min, max);
    }

    /** A number in {@code [min, max]}. */
    public double real(String key, double min, double max) {
        Object value = take(key);
        String expected = "a number in [" + min + ", " + max + "]";
        if (value == null) {
            return missing(key, expected, min);
        }
        return value instanceof Number number && number.doubleValue() >= min && number.doubleValue() <= max
                ? keep(key, number.doubleValue())
                : wrong(key, value, expected, min);
    }

    public double real(String key, double min, double max, double byDefault) {
        return absent(key) ? keep(key, byDefault) : real(key, min, max);
    }

    /** A number in {@code [min, max]}, if the section has one. */
    public OptionalDouble realIfPresent(String key, double min, double max) {
        return absent(key) ? OptionalDouble.empty() : OptionalDouble.of(real(key, min, max));
    }

    /** A count in {@code [min, max]}, or a fraction of all there are, more than 0 and below 1. */
    public double countOrFraction(String key, int min, int max) {
        Object value = take(key);
        String expected = "a whole number in [" + min + ", " + max + "] or a fraction between 0 and 1";
        if (value == null) {
            return missing(key, expected, min);
        }
        double number = value instanceof Number given ? given.doubleValue() : Double.NaN;
        if (number > 0 && number < 1) {
            return keep(key, number);
        }
        return number == Math.rint(number) && number >= min && number <= max
                ? keep(key, (int) number)
                : wrong(key, value, expected, min);
    }

    public boolean flag(String key, boolean byDefault) {
        if (absent(key)) {
            return keep(key, byDefault);
        }
        Object value = take(key);
        return value instanceof Boolean flag ? keep(key, flag) : wrong(key, value, "true or false", byDefault);
    }

    /** A list of texts; absent means empty. */
    public List<String> texts(String key) {
        if (absent(key)) {
            return keep(key, List.of());
        }
        Object value = take(key);
        return value instanceof List<?> list && list.stream().noneMatch(e -> e == null || e instanceof Map)
                ? keep(key, list.stream().map(String::valueOf).toList())
                : wrong(key, value, "a list of texts", List.<String>of());
    }

    public List<String> texts(String key, List<String> byDefault) {
        return absent(key) ? keep(key, byDefault) : texts(key);
    }

    /** Whether the value is a list, for keys that take a list or a word; does not count as asking for it. */
    public boolean isList(String key) {
        return values.get(key) instanceof List;
    }

    /** A list of numbers, each in {@code [min, max]}. */
    public List<Double> reals(String key, double min, double max) {
        Object value = take(key);
        String expected = "a list of numbers in [" + min + ", " + max + "]";
        if (value == null) {
            return missing(key, expected, List.<Double>of());
        }
        return value instanceof List<?> list
                        && list.stream()
                                .allMatch(
                                        e -> e instanceof Number n && n.doubleValue() >= min && n.doubleValue() <= max)
                ? keep(key, list.stream().map(e -> ((Number) e).doubleValue()).toList())
                : wrong(key, value, expected, List.<Double>of());
    }

    /** A list of whole numbers, each at least one. */
    public List<Integer> sizes(String key) {
        Object value = take(key);
        if (value == null) {
            return missing(key, "a list of sizes", List.<Integer>of());
        }
        return value instanceof List<?> list && list.stream().allMatch(e -> e instanceof Integer size && size > 0)
                ? keep(key, list.stream().map(Integer.class::cast).toList())
                : wrong(key, value, "a list of whole numbers >= 1", List.<Integer>of());
    }

    /**
     * A file: an absolute path. A relative one starts from the folder of the file that wrote it, which may be one that the
     * experiment extends.
     */
    public Path file(String key) {
        return file(key, provenance.folder(path(key)));
    }

    /** A file, as {@link #file(String)}; values that no file wrote start from {@code folder}. */
    public Path file(String key, Path folder) {
        String written = text(key);
        if (written.isEmpty()) {
            return folder;
        }
        Path from = provenance.isWritten(path(key)) ? provenance.folder(path(key)) : folder;
        try {
            Path file = from.resolve(written).toAbsolutePath().normalize();
            provenance.noteFile(path(key), file);
            if (!from.equals(provenance.folder()) && !Path.of(written).isAbsolute()) {
                keep(key, ResolvedExperiment.from(provenance.folder().toAbsolutePath(), file));
            }
            return file;
        } catch (InvalidPathException malformed) {
            return wrong(key, written, "a path", folder);
        }
    }

    /** Two numbers in {@code [min, max]}, the first not above the second. */
    public List<Double> range(String key, double min, double max, double lowByDefault, double highByDefault) {
        if (absent(key)) {
            return keep(key, List.of(lowByDefault, highByDefault));
        }
        Object value = take(key);
        if (value instanceof List<?> list
                && list.size() == 2
                && list.get(0) instanceof Number low
                && list.get(1) instanceof Number high
                && low.doubleValue() >= min
                && low.doubleValue() <= high.doubleValue()
                && high.doubleValue() <= max) {
            return keep(key, List.of(low.doubleValue(), high.doubleValue()));
        }
        return wrong(
                key,
                value,
                "two ascending numbers in [" + min + ", " + max + "]",
                List.of(lowByDefault, highByDefault));
    }

    /** A list of whole numbers, each at least zero. */
    public List<Long> counts(String key) {
        Object value = take(key);
        if (value == null) {
            return missing(key, "a list of whole numbers >= 0", List.<Long>of());
        }
        return value instanceof List<?> list
                        && list.stream()
                                .allMatch(e ->
                                        (e instanceof Integer || e instanceof Long) && ((Number) e).longValue() >= 0)
                ? keep(key, list.stream().map(e -> ((Number) e).longValue()).toList())
                : wrong(key, value, "a list of whole numbers >= 0", List.<Long>of());
    }

    /**
     * Names and texts that another system understands, keys as they are written; absent means none.
     *
     * @param secret which of them are not to be seen among the resolved values
     */
    public Map<String, String> pairs(String key, Predicate<String> secret) {
        Map<String, String> pairs = new LinkedHashMap<>();
        Map<String, Object> shown = new LinkedHashMap<>();
        asMap(key, take(key)).forEach((name, value) -> {
            if (value instanceof Map || value instanceof List || value == null) {
                note(Keys.join(key, name), "is '" + value + "', expected a text");
            } else {
                pairs.put(name, value.toString());
                shown.put(name, secret.test(name) ? "(hidden)" : value.toString());
            }
        });
        keep(key, shown);
        return pairs;
    }

    /** A span of time in {@code [min, max]}, written as {@code 250ms}, {@code 90s}, {@code 5m}, {@code 1h} or {@code 7d}. */
    public Duration duration(String key, Duration min, Duration max, Duration byDefault) {
        String text = text(key, Spans.write(byDefault));
        Duration span = Spans.read(text).orElse(Duration.ZERO.minusNanos(1));
        if (span.compareTo(min) >= 0 && span.compareTo(max) <= 0) {
            return span;
        }
        note(
                key,
                "is '%s', expected a time from %s to %s, such as %s"
                        .formatted(text, Spans.write(min), Spans.write(max), Spans.write(byDefault)));
        return byDefault;
    }

    /** Notes a problem that only the caller can see, such as two values that contradict each other. */
    public void problem(String key, String text) {
        note(key, text);
    }

    /** Where the values were written, those of all sections. */
    public Provenance provenance() {
        return provenance;
    }

    /** The values in force, defaults included, in the order they were asked for. */
    public Map<String, @Nullable Object> resolved() {
        return resolved;
    }

    /**
     * Ends the reading.
     *
     * @throws InvalidExperimentException if any getter noted a problem, or a key was never asked for
     */
    public void refuseProblems(String source) {
        noteUnknown();
        if (!provenance.problems().isEmpty()) {
            throw new InvalidExperimentException(source, Problem.inReadingOrder(provenance.problems()));
        }
    }

    private void noteUnknown() {
        if (typeUnknown) {
            return;
        }
        for (String key : values.keySet()) {
            if (!asked.contains(key) && !provenance.isSpare(path(key))) {
                note(key, "is unknown, expected one of " + possible + hint(key, possible));
            }
        }
        sections.values().forEach(Settings::noteUnknown);
    }

    private void note(String key, String problem) {
        if (typeUnknown) {
            return;
        }
        provenance.problem(path(key), path(key) + " " + problem);
    }

    /** {@code class_weights} is {@code class-weights}: both are common, and neither deserves an error. */
    private static Map<String, @Nullable Object> dashed(Map<String, @Nullable Object> values) {
        Map<String, @Nullable Object> dashed = new LinkedHashMap<>();
        values.forEach((key, value) -> dashed.put(Keys.dashed(key), value));
        return dashed;
    }

    private static String hint(String word, Collection<String> known) {
        return Suggestion.closest(word, known)
                .map(near -> " (did you mean '" + near + "'?)")
                .orElse("");
    }

    private boolean absent(String key) {
        return take(key) == null;
    }

    private @Nullable Object take(String key) {
        asked.add(key);
        possible.add(key);
        return values.get(key);
    }

    private <T> T keep(String key, T value) {
        resolved.put(key, value);
        return value;
    }

    private <T> T missing(String key, String expected, T harmless) {
        note(key, "is missing, expected " + expected);
        return harmless;
    }

    private <T> T wrong(String key, @Nullable Object value, String expected, T harmless) {
        note(key, "is '%s', expected %s".formatted(value, expected));
        return harmless;
    }

    private Map<String, @Nullable Object> asMap(String key, @Nullable Object value) {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return wrong(key, value, "a section", Map.of());
        }
        Map<String, @Nullable Object> section = new LinkedHashMap<>();
        map.forEach((name, inner) -> section.put(String.valueOf(name), inner));
        return section;
    }

    private String path(String key) {
        return Keys.join(path, key);
    }
}
