package io.plumbline.trainer.fit;

import io.plumbline.trainer.loader.Batch;
import io.plumbline.trainer.schedule.Moment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Trains on one batch over and over: a network that cannot learn even that has a mistake in it.
 *
 * <p>The batch is the training part's first items as they are, without augmentation.
 */
public final class OverfitCheck {
    private final FitSetup setup;

    public OverfitCheck(FitSetup setup) {
        this.setup = setup;
    }

    /**
     * How it went.
     *
     * @param learnt whether the last loss is at most a tenth of the first
     */
    public record Result(int items, int steps, double firstLoss, double lastLoss, boolean learnt) {}

    /** At most {@code steps} steps at the schedule's highest rate; ends early once it has learnt the batch. */
    public Result run(int steps, long stepsPerEpoch, long stepsOfRun) {
        int items = Math.min(setup.config().batch(), setup.data().train().items());
        Batch batch = Batch.of(
                setup.data().train(),
                setup.data().targetScale(),
                IntStream.range(0, items).toArray());
        double rate = 0;
        for (long step = 0; step < stepsOfRun; step++) {
            rate = Math.max(rate, setup.schedule().rate(new Moment(step, stepsPerEpoch, stepsOfRun)));
        }
        TrainingStep training = new TrainingStep(setup.engine(), setup.network(), setup.loss());
        double first = Double.NaN;
        double last = Double.NaN;
        int done = 0;
        while (done < steps && !(last <= first / 10)) {
            last = training.run(List.of(batch), setup.config().seed(), done);
            first = done == 0 ? last : first;
            done++;
            if (!Double.isFinite(last)) {
                break;
            }
            setup.optimizer().step(rate);
        }
        return new Result(items, done, first, last, last <= first / 10);
    }
}
