package io.plumbline.trainer.dataset.image;

import java.util.List;

/** {@code [channels, height, width]}, row-major: all of the first channel first. */
public record ImageShape(int channels, int height, int width) {
    /** Numbers in an image. */
    public int size() {
        return Math.multiplyExact(Math.multiplyExact(channels, height), width);
    }

    public List<Long> dimensions() {
        return List.of((long) channels, (long) height, (long) width);
    }

    @Override
    public String toString() {
        return "[" + channels + ", " + height + ", " + width + "]";
    }
}
