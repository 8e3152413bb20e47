package io.plumbline.evaluator.replay;

import io.plumbline.evaluator.tally.PaneKey;
import java.util.Optional;

/**
 * Which cells of a partition the records that were read can speak for.
 *
 * @param wholeHistory whether nothing is missing before them or left out after them, so that cumulative cells are comparable
 * @param fromMillis panes that begin before it are left out; {@link Long#MIN_VALUE} for none
 * @param toMillis panes that end after it are left out; {@link Long#MAX_VALUE} for none
 * @param reason why cells are left out, for a person; empty if none is
 */
record Scope(boolean wholeHistory, long fromMillis, long toMillis, Optional<String> reason) {
    static final Scope ALL = new Scope(true, Long.MIN_VALUE, Long.MAX_VALUE, Optional.empty());

    boolean has(PaneKey key) {
        return key.startMillis() >= fromMillis
                && (toMillis == Long.MAX_VALUE
                        || key.startMillis() + key.width().width().toMillis() <= toMillis);
    }
}
