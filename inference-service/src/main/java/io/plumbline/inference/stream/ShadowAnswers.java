package io.plumbline.inference.stream;

import io.plumbline.contracts.event.WireMessage;
import io.plumbline.inference.control.ServedVersion;
import io.plumbline.inference.telemetry.InferenceMetrics.ShadowSkip;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the shadows said of one request so far. Held back until the request is committed; from then on {@link Shadows}
 * sends what comes.
 *
 * <p>Threads: the poll thread.
 */
final class ShadowAnswers {
    /** Of a request that no shadow sees. */
    static final ShadowAnswers NONE = new ShadowAnswers(List.of());

    private final List<ServedVersion> shadows;
    private final @Nullable WireMessage[] messages;
    private final @Nullable ShadowSkip[] skips;
    private boolean committed;

    private ShadowAnswers(List<ServedVersion> shadows) {
        this.shadows = shadows;
        this.messages = new WireMessage[shadows.size()];
        this.skips = new ShadowSkip[shadows.size()];
    }

    static ShadowAnswers of(List<ServedVersion> shadows) {
        return shadows.isEmpty() ? NONE : new ShadowAnswers(shadows);
    }

    List<ServedVersion> shadows() {
        return shadows;
    }

    void hold(int shadow, WireMessage message) {
        messages[shadow] = message;
    }

    /** There will be none. */
    void skip(int shadow, ShadowSkip reason) {
        skips[shadow] = reason;
    }

    @Nullable
    WireMessage held(int shadow) {
        return messages[shadow];
    }

    @Nullable
    ShadowSkip skipped(int shadow) {
        return skips[shadow];
    }

    /** Its request was committed. */
    void commit() {
        committed = this != NONE;
    }

    boolean committed() {
        return committed;
    }
}
