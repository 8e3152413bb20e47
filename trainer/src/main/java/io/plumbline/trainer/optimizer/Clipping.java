package io.plumbline.trainer.optimizer;

import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/**
 * Bounds on gradients: each number to {@code [-value, value]} first, then all of them together to a global norm.
 *
 * @param value 0 sets no bound
 * @param norm larger gradients are scaled down to it; 0 sets no bound
 */
record Clipping(double value, double norm) {
    static Clipping from(Settings optimizer) {
        return new Clipping(optimizer.real("clip-value", 0, 1e6, 0), optimizer.real("clip-norm", 0, 1e6, 0));
    }

    /**
     * Clips in place.
     *
     * @return the global norm before
     */
    double clip(List<float[]> gradients) {
        double before = norm(gradients);
        double now = before;
        if (value > 0) {
            gradients.forEach(this::bound);
            now = norm > 0 ? norm(gradients) : before;
        }
        if (norm > 0 && now > norm) {
            float scale = (float) (norm / now);
            gradients.forEach(gradient -> scale(gradient, scale));
        }
        return before;
    }

    private void bound(float[] gradient) {
        float most = (float) value;
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = Math.max(-most, Math.min(most, gradient[i]));
        }
    }

    private static void scale(float[] gradient, float scale) {
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= scale;
        }
    }

    private static double norm(List<float[]> gradients) {
        double sum = 0;
        for (float[] gradient : gradients) {
            sum += squares(gradient);
        }
        return Math.sqrt(sum);
    }

    /** Four sums side by side, because each addition waits for the one before; always in the same order. */
    private static double squares(float[] numbers) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 4 <= numbers.length; i += 4) {
            a += (double) numbers[i] * numbers[i];
            b += (double) numbers[i + 1] * numbers[i + 1];
            c += (double) numbers[i + 2] * numbers[i + 2];
            d += (double) numbers[i + 3] * numbers[i + 3];
        }
        for (; i < numbers.length; i++) {
            a += (double) numbers[i] * numbers[i];
        }
        return a + b + c + d;
    }
}
