package io.plumbline.trainer.loss;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.experiment.Settings;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The {@code loss} section of an experiment. */
final class LossSettings {
    private static final List<String> CLASSIFICATION = List.of("cross-entropy", "focal", "bce");
    private static final List<String> REGRESSION = List.of("mse", "mae", "huber", "quantile");
    private static final List<String> RANKING =
            List.of("pairwise-logistic", "ranknet", "bpr", "listnet", "listmle", "lambdarank");
    private static final List<String> ALL =
            Stream.of(CLASSIFICATION, REGRESSION, RANKING).flatMap(List::stream).toList();

    private LossSettings() {}

    static List<String> types(Task task) {
        if (task instanceof Task.Classification) {
            return CLASSIFICATION;
        }
        return task instanceof Task.Regression ? REGRESSION : RANKING;
    }

    static Loss.Config read(Settings loss) {
        String type = loss.choice("type", ALL);
        return new Bound(type, of(type, loss));
    }

    private static Function<TargetProfile, Loss> of(String type, Settings loss) {
        return switch (type) {
            case "cross-entropy" -> {
                double smoothing = loss.real("label-smoothing", 0, 0.5, 0);
                ClassWeights.Config weights = ClassWeights.Config.from(loss);
                yield profile -> new CrossEntropy(smoothing, weights.over(profile));
            }
            case "focal" -> {
                double gamma = loss.real("gamma", 0, 20, 2);
                ClassWeights.Config weights = ClassWeights.Config.from(loss);
                yield profile -> new FocalLoss(gamma, weights.over(profile));
            }
            case "bce" -> {
                List<Double> positive = loss.isList("pos-weight")
                        ? loss.reals("pos-weight", 0, 1e6)
                        : List.of(loss.real("pos-weight", 0, 1e6, 1));
                yield profile -> BinaryCrossEntropy.over(profile, positive);
            }
            case "mae" -> always(RegressionLoss.absolute());
            case "huber" -> always(RegressionLoss.huber(loss.real("delta", 1e-6, 1e6, 1)));
            case "quantile" -> always(RegressionLoss.quantile(loss.real("q", 0.001, 0.999)));
            case "pairwise-logistic", "ranknet" -> always(PairwiseLoss.rankNet());
            case "bpr" -> always(PairwiseLoss.personalized(loss.whole("relevant", 1, 1000, 1)));
            case "listnet" -> always(new ListNet());
            case "listmle" -> always(new ListMle());
            case "lambdarank" -> always(new LambdaRank());
            default -> always(RegressionLoss.squared());
        };
    }

    /** A loss that needs to know nothing of the data. */
    private static Function<TargetProfile, Loss> always(Loss loss) {
        return profile -> loss;
    }

    private record Bound(String type, Function<TargetProfile, Loss> loss) implements Loss.Config {
        @Override
        public boolean fits(Task task) {
            return types(task).contains(type);
        }

        @Override
        public Loss over(TargetProfile profile) {
            return loss.apply(profile);
        }
    }
}
