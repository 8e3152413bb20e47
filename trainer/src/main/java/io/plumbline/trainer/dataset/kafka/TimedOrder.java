package io.plumbline.trainer.dataset.kafka;

import io.plumbline.trainer.dataset.SplitConfig;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import java.util.List;
import java.util.function.Supplier;

/** Labelled requests as the items that are split: their time is that of the request's record. */
record TimedOrder(List<Labelled> examples, Supplier<int[]> strataOfExamples) implements SplitConfig.Order {
    /** Queries, which have no strata. */
    static TimedOrder ofQueries(List<Labelled> examples) {
        return new TimedOrder(examples, () -> {
            throw new InvalidExperimentException(
                    "experiment",
                    List.of("data.split is stratified, but the task is ranking, expected random or time: queries have"
                            + " no strata"));
        });
    }

    @Override
    public int count() {
        return examples.size();
    }

    @Override
    public int[] strata() {
        return strataOfExamples.get();
    }

    @Override
    public double[] times() {
        return examples.stream().mapToDouble(Labelled::timeMillis).toArray();
    }
}
