package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Small numbers for versions, in the order in which they were first met: a row names its versions by number, since names
 * are most of what it would hold. Numbers are of one partition, and once given are never changed.
 *
 * <p>Threads: one at a time.
 */
public final class VersionIds {
    private final List<VersionKey> versions = new ArrayList<>();
    private final Map<VersionKey, Integer> ids = new HashMap<>();
    private Runnable onGrowth = () -> {};

    /** @param task run whenever a version got its number, before the number is used */
    public void onGrowth(Runnable task) {
        onGrowth = task;
    }

    /** The version's number; it gets one if it has none. */
    public int id(VersionKey version) {
        Integer known = ids.get(version);
        if (known != null) {
            return known;
        }
        add(version);
        onGrowth.run();
        return versions.size() - 1;
    }

    private void add(VersionKey version) {
        ids.put(version, versions.size());
        versions.add(version);
    }

    /** @throws IllegalArgumentException if no version has this number */
    public VersionKey version(int id) {
        if (id < 0 || id >= versions.size()) {
            throw new IllegalArgumentException("version number is " + id + ", expected 0 to " + (versions.size() - 1));
        }
        return versions.get(id);
    }

    public byte[] toBytes() {
        StoredBytes out = new StoredBytes().number(versions.size());
        versions.forEach(version -> out.text(version.model()).text(version.version()));
        return out.toBytes();
    }

    /** @throws IllegalArgumentException if {@link #toBytes()} cannot have given these */
    public static VersionIds fromBytes(byte[] bytes) {
        StoredReader in = new StoredReader(bytes);
        VersionIds ids = new VersionIds();
        int count = in.count();
        for (int i = 0; i < count; i++) {
            ids.add(new VersionKey(in.text(), in.text()));
        }
        in.end();
        return ids;
    }
}
