package io.plumbline.inference.model;

import io.plumbline.contracts.checkpoint.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Off-heap buffers that batches are laid out in: ONNX Runtime reads them where they are, where a heap array would be
 * copied once more. As many sets exist as there were callers at the same time; each grows to the largest batch it saw.
 */
final class BatchBuffers {
    private final List<TensorSpec> inputs;
    private final ConcurrentLinkedQueue<Lane> idle = new ConcurrentLinkedQueue<>();

    BatchBuffers(List<TensorSpec> inputs) {
        this.inputs = inputs;
    }

    /** A set of buffers for one call; give it back by closing it, after the call. */
    Lane borrow() {
        Lane lane = idle.poll();
        return lane == null ? new Lane() : lane;
    }

    /** One buffer per input. */
    final class Lane implements AutoCloseable {
        private final ByteBuffer[] buffers = new ByteBuffer[inputs.size()];

        private Lane() {
            for (int i = 0; i < buffers.length; i++) {
                buffers[i] = ByteBuffer.allocateDirect(0);
            }
        }

        /** Lays the rows of all items one after the other; valid until the next call or the close. */
        ByteBuffer fill(int input, List<Prepared> batch, int rows) {
            int bytes = Math.multiplyExact(rows, RequestRows.rowBytes(inputs.get(input)));
            if (buffers[input].capacity() < bytes) {
                // Doubling keeps slowly growing batches from leaving a trail of buffers to the collector.
                int grown = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(bytes, 2L * buffers[input].capacity()));
                buffers[input] = ByteBuffer.allocateDirect(grown);
            }
            ByteBuffer target = buffers[input].duplicate().order(ByteOrder.nativeOrder());
            target.clear().limit(bytes);
            for (Prepared item : batch) {
                target.put(item.inputs().get(input).duplicate());
            }
            return target.flip();
        }

        @Override
        public void close() {
            idle.add(this);
        }
    }
}
