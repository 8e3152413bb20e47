package io.plumbline.inference.deadletter;

import java.util.Optional;

/**
 * What to send again, and how.
 *
 * @param filter which letters
 * @param to the topic to send to, or empty for each letter's original one
 * @param again whether letters that were sent again before are sent once more
 * @param batch most letters in one transaction
 */
public record RedriveOrder(LetterFilter filter, Optional<String> to, boolean again, int batch) {
    public RedriveOrder {
        if (batch < 1) {
            throw new IllegalArgumentException("batch is " + batch + ", expected >= 1");
        }
    }
}
