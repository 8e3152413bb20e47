package io.plumbline.trainer.fit;

import java.nio.file.Path;

/** Training stopped because a loss or a gradient is no longer a number; nothing was moved by it. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DivergedException(String what, double value, long step, long steps, int epoch, Path replay) {
        super(
                ("the %s is %s at step %d of %d (epoch %d), expected a finite number; try a smaller schedule.learning-rate"
                                + " or set optimizer.clip-norm; the step can be replayed from %s")
                        .formatted(what, value, step, steps, epoch, replay));
    }
}
