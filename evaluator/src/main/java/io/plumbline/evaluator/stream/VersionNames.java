package io.plumbline.evaluator.stream;

import io.plumbline.evaluator.join.ClassNames;
import io.plumbline.evaluator.stored.StoredReader;
import io.plumbline.evaluator.tally.VersionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Class names as the control topic told them, else as this partition's tallies remember them. */
final class VersionNames implements ClassNames {
    /** Ends the model's name in a key; names hold no control characters. */
    private static final char END = '\0';

    private final ReadOnlyKeyValueStore<String, byte[]> told;
    private final Cells remembered;

    VersionNames(ReadOnlyKeyValueStore<String, byte[]> told, Cells remembered) {
        this.told = told;
        this.remembered = remembered;
    }

    @Override
    public Optional<List<String>> of(VersionKey version) {
        return remembered.classNames(version).or(() -> told(version));
    }

    Optional<List<String>> told(VersionKey version) {
        byte[] bytes = told.get(key(version));
        if (bytes == null) {
            return Optional.empty();
        }
        StoredReader in = new StoredReader(bytes);
        int count = in.count();
        List<String> classes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            classes.add(in.text());
        }
        return Optional.of(List.copyOf(classes));
    }

    static String key(VersionKey version) {
        return version.model() + END + version.version();
    }
}
