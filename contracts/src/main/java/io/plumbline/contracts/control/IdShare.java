package io.plumbline.contracts.control;

import java.nio.charset.StandardCharsets;

/**
 * A fixed place in [0, 1) for every id, so that the same ids go to the challenger on every instance.
 *
 * <p>Source: FNV-1a over the UTF-8 bytes (Fowler, Noll, Vo), then the 64-bit finalizer of MurmurHash3 (Appleby), since
 * FNV's high bits barely move between ids that differ in their last digit.
 */
public final class IdShare {
    private IdShare() {}

    public static double of(String id) {
        long hash = 0xCBF2_9CE4_8422_2325L;
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x0000_0100_0000_01B3L;
        }
        hash = (hash ^ hash >>> 33) * 0xFF51_AFD7_ED55_8CCDL;
        hash = (hash ^ hash >>> 33) * 0xC4CE_B9FE_1A85_EC53L;
        hash ^= hash >>> 33;
        return (hash >>> 11) * 0x1p-53;
    }
}
