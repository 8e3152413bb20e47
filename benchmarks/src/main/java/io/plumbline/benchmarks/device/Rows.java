package io.plumbline.benchmarks.device;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.inference.model.Prepared;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Rows of standard normal numbers for a checkpoint's inputs, the same for every run. */
final class Rows {
    /** As many as are different; larger batches repeat them. */
    private static final int DIFFERENT = 256;

    private final List<Prepared> different = new ArrayList<>();

    Rows(Manifest manifest) {
        Random random = new Random(7);
        // Large rows are costly to hold, and a few are as good.
        long rowBytes = manifest.inputs().stream().mapToLong(Rows::bytes).sum();
        long count = Math.max(8, Math.min(DIFFERENT, (32L << 20) / rowBytes));
        for (int i = 0; i < count; i++) {
            List<ByteBuffer> inputs = new ArrayList<>();
            for (TensorSpec spec : manifest.inputs()) {
                ByteBuffer row = ByteBuffer.allocate((int) bytes(spec)).order(ByteOrder.LITTLE_ENDIAN);
                while (row.hasRemaining()) {
                    row.putFloat((float) random.nextGaussian());
                }
                inputs.add(row.flip());
            }
            different.add(new Prepared(1, inputs, List.of()));
        }
    }

    /** Every different row once. */
    List<Prepared> all() {
        return Collections.unmodifiableList(different);
    }

    List<Prepared> batch(int size) {
        List<Prepared> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            batch.add(different.get(i % different.size()));
        }
        return batch;
    }

    /** Of one row of an FP32 input. */
    static long bytes(TensorSpec spec) {
        return 4L * spec.elementsPerRow();
    }
}
