package io.plumbline.trainer.schedule;

/**
 * One rise to a peak and one fall far below the start, over the steps of the whole run.
 *
 * <p>The rates are torch.optim's OneCycleLR's. The optimizer's momentum stays as it is (there: {@code cycle_momentum=False}).
 * <p>Source: Smith and Topin (2018), "Super-convergence"; the fall in one phase is fastai's variant.
 *
 * @param rise the part of the run that the rise takes, in (0, 1)
 * @param startDivisor the first rate is the peak divided by this
 * @param endDivisor the last rate is the first divided by this
 * @param cosine whether it moves along half cosines instead of straight lines
 * @param threePhases whether the fall to the first rate takes as long as the rise did, and only then goes below
 */
record OneCycle(double peak, double rise, double startDivisor, double endDivisor, boolean cosine, boolean threePhases)
        implements Schedule {
    @Override
    public double rate(Moment at) {
        double start = peak / startDivisor;
        double end = start / endDivisor;
        // Each phase ends at the last step that belongs to it, hence the ones.
        double top = rise * at.steps() - 1;
        double last = at.steps() - 1;
        if (at.step() <= top) {
            return between(start, peak, 0, top, at.step());
        }
        if (!threePhases) {
            return between(peak, end, top, last, at.step());
        }
        double foot = 2 * rise * at.steps() - 2;
        return at.step() <= foot
                ? between(peak, start, top, foot, at.step())
                : between(start, end, foot, last, at.step());
    }

    private double between(double from, double to, double fromStep, double toStep, long step) {
        double part = toStep > fromStep ? Math.min(1, (step - fromStep) / (toStep - fromStep)) : 1;
        return cosine ? to + (from - to) * Decays.half(part) : from + (to - from) * part;
    }
}
