package io.plumbline.evaluator.stream;

import java.util.concurrent.atomic.AtomicLong;

/** Moves on whenever the control topic told new class names, so that waiting rows are looked at only then. */
final class NamesRevision {
    private final AtomicLong revision = new AtomicLong();

    void advance() {
        revision.incrementAndGet();
    }

    long now() {
        return revision.get();
    }
}
