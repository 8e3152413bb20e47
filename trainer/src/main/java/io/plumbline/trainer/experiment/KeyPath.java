package io.plumbline.trainer.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dotted key taken apart: {@code augment[0].probability} is {@code augment}, 0, {@code probability}.
 *
 * @param steps names ({@code String}) and places in a list ({@code Integer}); the first is a name
 */
record KeyPath(List<Object> steps) {
    private static final Pattern SEGMENT = Pattern.compile("([^\\[\\].]+)((?:\\[\\d{1,6}])*)");
    private static final Pattern INDEX = Pattern.compile("\\d+");

    /** Empty if the text is not a key. */
    static Optional<KeyPath> read(String key) {
        List<Object> steps = new ArrayList<>();
        for (String part : key.split("\\.", -1)) {
            Matcher segment = SEGMENT.matcher(part);
            if (!segment.matches()) {
                return Optional.empty();
            }
            steps.add(segment.group(1));
            INDEX.matcher(segment.group(2)).results().forEach(index -> steps.add(Integer.valueOf(index.group())));
        }
        return Optional.of(new KeyPath(steps));
    }

    /** What is left of a variable's name after its prefix: two underscores are a dot, one is a dash, digits are a place. */
    static String ofVariable(String name) {
        StringBuilder key = new StringBuilder();
        for (String segment : name.split("__", -1)) {
            if (INDEX.matcher(segment).matches()) {
                key.append('[').append(segment).append(']');
            } else {
                key.append(key.isEmpty() ? "" : ".").append(Keys.dashed(segment.toLowerCase(Locale.ROOT)));
            }
        }
        return key.toString();
    }

    /** The path up to a step, that one included. */
    String upTo(int step) {
        String path = "";
        for (Object each : steps.subList(0, step + 1)) {
            path = each instanceof Integer index ? Keys.entry(path, index) : Keys.join(path, (String) each);
        }
        return path;
    }

    boolean isLast(int step) {
        return step == steps.size() - 1;
    }

    /** Whether it names the type of a section. */
    boolean isType() {
        return steps.size() > 1 && steps.get(steps.size() - 1).equals("type");
    }
}
