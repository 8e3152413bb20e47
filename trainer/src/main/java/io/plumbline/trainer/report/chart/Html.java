package io.plumbline.trainer.report.chart;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * HTML or SVG being written, as well-formed XML: every text and attribute escaped, every element closed.
 *
 * <p>Characters that XML cannot hold (control characters, halves of a pair) become U+FFFD.
 */
public final class Html {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element; attributes as name, value, name, value. */
    public Html open(String element, String... attributes) {
        start(element, attributes).append('>');
        open.push(element);
        return this;
    }

    /** An element without content. */
    public Html empty(String element, String... attributes) {
        start(element, attributes).append("/>");
        return this;
    }

    public Html text(String text) {
        escape(text);
        return this;
    }

    /** Closes the element opened last. */
    public Html close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** An element that holds a text. */
    public Html element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** What another one has written. */
    public Html add(Html other) {
        out.append(other);
        return this;
    }

    /** A new line, so that a person can read the source. */
    public Html line() {
        out.append('\n');
        return this;
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("<" + open.peek() + "> is not closed");
        }
        return out.toString();
    }

    private StringBuilder start(String element, String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        return out;
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                out.append(c).append(text.charAt(++i));
                continue;
            }
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append(c);
                default -> out.append(c < ' ' || c == 0xFFFE || c == 0xFFFF || Character.isSurrogate(c) ? '\uFFFD' : c);
            }
        }
    }
}
