package io.plumbline.evaluator.replay;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.codec.DesiredStateCodec;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.evaluator.tally.VersionKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Class names for a replay: those that a live cell remembers, for control records may have been compacted away since; else
 * those that the control topic tells now.
 *
 * <p>Threads: one at a time.
 */
final class ReplayNames {
    private final DesiredStateCodec codec = new DesiredStateCodec();
    private final Map<VersionKey, List<String>> told = new HashMap<>();

    /** Takes a control record; one that cannot be read names nothing, as for the live evaluator. */
    void control(WireRecord record) {
        byte[] key = record.key();
        if (key != null
                && record.value() != null
                && codec.decode(record.value(), record.where()) instanceof Decoded.Accepted<DesiredState> accepted) {
            String model = new String(key, StandardCharsets.UTF_8);
            accepted.value()
                    .versions()
                    .forEach((version, info) -> told.put(
                            new VersionKey(model, version),
                            info.task() instanceof Task.Classification task ? task.labels() : List.of()));
        }
    }

    Optional<List<String>> of(LivePartition live, VersionKey version) {
        return Optional.ofNullable(live.tallies().get(version))
                .flatMap(tally -> tally.classNames())
                .or(() -> Optional.ofNullable(told.get(version)));
    }
}
