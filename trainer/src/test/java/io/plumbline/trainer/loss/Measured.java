package io.plumbline.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.plumbline.trainer.dataset.Targets;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import io.plumbline.trainer.network.TorchScope;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What a loss says of some numbers: its mean and the gradient of its mean. */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
record Measured(double value, float[] gradient) {
    static final TargetProfile NO_CLASSES = new TargetProfile(List.of(), List.of());

    /** A loss out of an experiment's options. */
    static Loss loss(TargetProfile profile, Map<String, Object> values) {
        Settings settings = TestSettings.of(values);
        Loss.Config config = Loss.from(settings);
        settings.refuseProblems("test");
        return config.over(profile);
    }

    static TargetProfile classes(long... counts) {
        List<Long> boxed = java.util.Arrays.stream(counts).boxed().toList();
        return new TargetProfile(
                java.util.stream.IntStream.range(0, counts.length)
                        .mapToObj(i -> "class-" + i)
                        .toList(),
                boxed);
    }

    static Measured of(Loss loss, float[] raw, Targets targets) {
        try (TorchScope torch = new TorchScope()) {
            NDArray array = torch.manager().create(raw, new Shape(targets.rows(), raw.length / targets.rows()));
            array.setRequiresGradient(true);
            double value;
            try (GradientCollector collector = torch.engine().newGradientCollector()) {
                NDArray mean = loss.mean(array, targets);
                collector.backward(mean);
                value = mean.getFloat();
            }
            return new Measured(value, array.getGradient().toFloatArray());
        }
    }

    /** Sum and weight of a part. */
    static double[] parts(Loss loss, float[] raw, Targets targets) {
        try (TorchScope torch = new TorchScope()) {
            NDArray array = torch.manager().create(raw, new Shape(targets.rows(), raw.length / targets.rows()));
            return new double[] {loss.total(array, targets).getFloat(), loss.weight(targets)};
        }
    }

    /** Asserts that value and gradient are those of a formula, the gradient by central differences. */
    void assertFollows(float[] at, ToDoubleFunction<double[]> formula) {
        double[] x = new double[at.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = at[i];
        }
        assertThat(value).isCloseTo(formula.applyAsDouble(x), within(2e-6 * Math.max(1, Math.abs(value))));
        double h = 1e-5;
        for (int i = 0; i < x.length; i++) {
            double here = x[i];
            x[i] = here + h;
            double above = formula.applyAsDouble(x);
            x[i] = here - h;
            double below = formula.applyAsDouble(x);
            x[i] = here;
            assertThat((double) gradient[i]).as("gradient %d", i).isCloseTo((above - below) / (2 * h), within(2e-6));
        }
    }
}
