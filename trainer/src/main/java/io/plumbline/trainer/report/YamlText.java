package io.plumbline.trainer.report;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A tree of maps, lists and scalars as YAML text. */
final class YamlText {
    /** What YAML reads back as the same text. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_./][A-Za-z0-9_./@-]*(:[A-Za-z0-9_./@-]+)*");

    private static final Pattern WORD = Pattern.compile("(?i)true|false|yes|no|on|off|null|y|n|~");

    private YamlText() {}

    static String of(Map<String, @Nullable Object> tree) {
        StringBuilder out = new StringBuilder();
        map(tree, "", out);
        return out.toString();
    }

    private static void map(Map<?, ?> map, String indent, StringBuilder out) {
        map.forEach((key, value) -> {
            out.append(indent).append(scalar(String.valueOf(key))).append(':');
            value(value, indent + "  ", out);
        });
    }

    private static void value(@Nullable Object value, String indent, StringBuilder out) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            out.append('\n');
            map(map, indent, out);
        } else if (value instanceof List<?> list
                && list.stream().anyMatch(e -> e instanceof Map || e instanceof List)) {
            out.append('\n');
            list.forEach(element -> element(element, indent, out));
        } else {
            out.append(' ').append(inline(value)).append('\n');
        }
    }

    private static void element(@Nullable Object element, String indent, StringBuilder out) {
        StringBuilder inner = new StringBuilder();
        if (element instanceof Map<?, ?> map && !map.isEmpty()) {
            map(map, indent + "  ", inner);
            out.append(indent).append("- ").append(inner, indent.length() + 2, inner.length());
        } else {
            out.append(indent).append("- ").append(inline(element)).append('\n');
        }
    }

    private static String inline(@Nullable Object value) {
        if (value instanceof Map) {
            return "{}";
        }
        if (value instanceof List<?> list) {
            return "[" + String.join(", ", list.stream().map(YamlText::inline).toList()) + "]";
        }
        return value instanceof CharSequence text ? scalar(text.toString()) : String.valueOf(value);
    }

    private static String scalar(String text) {
        return PLAIN.matcher(text).matches() && !WORD.matcher(text).matches()
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
