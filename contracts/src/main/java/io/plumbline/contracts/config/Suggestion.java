package io.plumbline.contracts.config;

import java.util.Collection;
import java.util.Optional;

/** Finds what a person probably meant. Source: Levenshtein (1966), edit distance in two rows. */
public final class Suggestion {
    private Suggestion() {}

    /** The candidate nearest to the name, or empty if none is near: more than a third of the name's length away. */
    public static Optional<String> closest(String name, Collection<String> candidates) {
        Optional<String> best = Optional.empty();
        int bestDistance = Math.max(2, name.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = distance(name, candidate);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = Optional.of(candidate);
            }
        }
        return best;
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
