package io.plumbline.trainer.schedule;

import java.util.List;

/**
 * Rates that only fall, as closed formulas of the count {@code t} of steps or epochs done; equal to torch.optim.lr_scheduler's.
 *
 * <p>A {@code floor} is a fraction of the rate at the start.
 */
final class Decays {
    private Decays() {}

    /** StepLR: times gamma after each {@code size}. */
    static Schedule step(double start, Per per, int size, double gamma) {
        return at -> start * Math.pow(gamma, (double) (per.now(at) / size));
    }

    /** MultiStepLR: times gamma at each milestone. */
    static Schedule multiStep(double start, Per per, List<Integer> milestones, double gamma) {
        return at -> {
            long passed = milestones.stream()
                    .filter(milestone -> milestone <= per.now(at))
                    .count();
            return start * Math.pow(gamma, (double) passed);
        };
    }

    /** ExponentialLR: times gamma each time. */
    static Schedule exponential(double start, Per per, double gamma) {
        return at -> start * Math.pow(gamma, (double) per.now(at));
    }

    /** PolynomialLR: {@code (1 - t/T)^power} over the whole run. */
    static Schedule polynomial(double start, Per per, double power, double floor) {
        return at -> start * (floor + (1 - floor) * Math.pow(1 - per.part(at), power));
    }

    /**
     * CosineAnnealingLR: half a cosine over the whole run.
     *
     * <p>Source: Loshchilov and Hutter (2017), "SGDR", equation 5 with one period.
     */
    static Schedule cosine(double start, Per per, double floor) {
        return at -> start * (floor + (1 - floor) * half(per.part(at)));
    }

    /**
     * CosineAnnealingWarmRestarts: half cosines one after the other, each {@code factor} times as long as the one before.
     *
     * <p>Source: Loshchilov and Hutter (2017), "SGDR", equation 5.
     *
     * @param end the rate at the end of each, not a fraction
     */
    static Schedule cosineRestarts(double start, Per per, int first, int factor, double end) {
        return at -> {
            long done = per.now(at);
            long length = first;
            if (factor == 1) {
                done %= length;
            }
            while (done >= length) {
                done -= length;
                length *= factor;
            }
            return end + (start - end) * half((double) done / length);
        };
    }

    /** From 1 to 0 along half a cosine. */
    static double half(double part) {
        return (1 + Math.cos(Math.PI * part)) / 2;
    }
}
