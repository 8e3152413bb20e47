package io.plumbline.trainer.experiment;

import java.util.Arrays;

/** Reads the value of an override as YAML would: true, false, a number, {@code [a, b]}, else text. */
final class Scalar {
    private Scalar() {}

    static Object read(String text) {
        String value = text.strip();
        if (value.startsWith("[") && value.endsWith("]")) {
            String inner = value.substring(1, value.length() - 1).strip();
            return inner.isEmpty()
                    ? java.util.List.of()
                    : Arrays.stream(inner.split(",", -1)).map(Scalar::read).toList();
        }
        if (value.equals("true") || value.equals("false")) {
            return Boolean.valueOf(value);
        }
        if (value.matches("[+-]?\\d{1,9}")) {
            return Integer.valueOf(value);
        }
        if (value.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
            return Double.valueOf(value);
        }
        return value;
    }
}
