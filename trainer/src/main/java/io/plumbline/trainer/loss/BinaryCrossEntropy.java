package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.plumbline.trainer.dataset.Targets;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import java.util.List;

/**
 * Binary cross-entropy of sigmoids, in nats.
 *
 * <p>Two classes: of {@code P(class 1) = σ(raw₁ - raw₀)}, which is the softmax's probability exactly. More classes: one against
 * the rest, the mean over all of them; the softmax then keeps the order of the classes but is no longer the probability that
 * was trained.
 * <p>{@code -(w t ln σ(z) + (1 - t) ln(1 - σ(z)))}, the mean over rows: torch's binary_cross_entropy_with_logits.
 *
 * @param positive the weight {@code w} of "yes", for class 1, or for each of more than two classes
 */
record BinaryCrossEntropy(int classes, List<Double> positive) implements Loss {
    static BinaryCrossEntropy over(TargetProfile profile, List<Double> positive) {
        int classes = profile.classes().size();
        int questions = classes == 2 ? 1 : classes;
        if (positive.size() != 1 && positive.size() != questions) {
            throw new InvalidExperimentException(
                    "experiment",
                    List.of("loss.pos-weight has " + positive.size() + " numbers, expected "
                            + (questions == 1 ? "one" : "one, or one for each of " + profile.classes())));
        }
        return new BinaryCrossEntropy(classes, positive);
    }

    @Override
    public NDArray total(NDArray raw, Targets targets) {
        int questions = classes == 2 ? 1 : classes;
        float[] distributions = targets.distributions(classes);
        float[] yes = new float[targets.rows() * questions];
        float[] no = new float[yes.length];
        for (int i = 0; i < yes.length; i++) {
            float truth = distributions[questions == 1 ? 2 * i + 1 : i];
            yes[i] = (float) (truth * positive.get(i % questions % positive.size()) / questions);
            no[i] = (1 - truth) / questions;
        }
        Shape shape = new Shape(targets.rows(), questions);
        NDArray margins =
                questions == 1 ? raw.matMul(raw.getManager().create(new float[] {-1, 1}, new Shape(2, 1))) : raw;
        NDArray ofYes = softPlus(margins.neg()).mul(raw.getManager().create(yes, shape));
        NDArray ofNo = softPlus(margins).mul(raw.getManager().create(no, shape));
        return ofYes.add(ofNo).sum();
    }

    /** {@code ln(1 + e^x)}, without overflow; {@code -ln σ(-x)}. */
    private static NDArray softPlus(NDArray x) {
        return x.getNDArrayInternal().softPlus();
    }

    @Override
    public double weight(Targets targets) {
        return targets.rows();
    }
}
