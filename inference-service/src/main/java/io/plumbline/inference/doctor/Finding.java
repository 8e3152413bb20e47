package io.plumbline.inference.doctor;

import java.util.Locale;

/**
 * What one check found.
 *
 * @param check a short name that stays the same
 * @param remedy what to do, or "" when nothing needs to be done
 */
public record Finding(String check, Level level, String found, String remedy) {
    /** How bad it is; an instance does its work with warnings, and not, or not for long, with a failure. */
    public enum Level {
        OK,
        WARN,
        FAIL;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String found) {
        return new Finding(check, Level.OK, found, "");
    }

    static Finding warn(String check, String found, String remedy) {
        return new Finding(check, Level.WARN, found, remedy);
    }

    static Finding fail(String check, String found, String remedy) {
        return new Finding(check, Level.FAIL, found, remedy);
    }
}
