package io.plumbline.trainer.metric;

import io.plumbline.contracts.checkpoint.Decision;
import io.plumbline.contracts.checkpoint.MetricEstimate;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.config.Suggestion;
import io.plumbline.metrics.ranking.RankedQuery;
import io.plumbline.metrics.regression.RegressionErrors;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chosen metrics of a task over answers to a partition, by the evaluator's names.
 *
 * <p>Undefined: NaN, for all metrics if any answer is NaN, infinite or out of the range that can be counted.
 */
public final class TaskMetrics {
    private static final Set<String> LOWER_IS_BETTER =
            Set.of("loss", "log_loss", "brier", "ece", "mae", "mse", "rmse", "mape");

    /** With a target of the same size, the error still is one that {@code RegressionErrors} counts. */
    private static final double LARGEST = RegressionErrors.LIMIT / 2;

    private final Task task;
    private final List<String> names;
    private final Optional<Decision> decision;

    private TaskMetrics(Task task, List<String> names, Optional<Decision> decision) {
        this.task = task;
        this.names = names;
        this.decision = decision;
    }

    /**
     * The metrics of these names; of none, those that the task is usually judged by. A name may be written with dashes.
     *
     * @throws InvalidExperimentException naming each that is no metric of this task
     */
    public static TaskMetrics of(Task task, List<String> names) {
        if (names.isEmpty()) {
            return new TaskMetrics(task, usual(task), Optional.empty());
        }
        Set<String> read = new LinkedHashSet<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String written = names.get(i);
            Optional<String> name = canonical(task, written.replace('-', '_'));
            name.ifPresent(read::add);
            if (name.isEmpty()) {
                problems.add("metrics[%d] is '%s', expected for %s one of %s%s"
                        .formatted(i, written, task.label(), known(task), hint(written, known(task))));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidExperimentException("experiment", problems);
        }
        return new TaskMetrics(task, List.copyOf(read), Optional.empty());
    }

    /**
     * The same metrics, with the class announced by {@code decision}; empty for that of the largest probability. What is about the
     * probabilities themselves stays as it is: {@code log_loss}, {@code brier}, {@code ece}, {@code auc}.
     */
    public TaskMetrics deciding(Optional<Decision> decision) {
        return new TaskMetrics(task, names, decision);
    }

    /** In the order they were asked for. */
    public List<String> names() {
        return names;
    }

    /**
     * Each metric's value.
     *
     * @param answers the network's, row-major: probabilities of the classes, one value, or one score per row
     */
    public Map<String, Double> over(Partition part, float[] answers) {
        return countable(answers) ? once(part.items(), judged(part, answers)) : undefined();
    }

    /** Each metric that is defined, with its 95 % bootstrap interval; the same for the same answers. */
    public Map<String, MetricEstimate> estimates(Partition part, float[] answers) {
        if (!countable(answers)) {
            return Map.of();
        }
        Judged judged = judged(part, answers);
        return Bootstrap.estimates(part.items(), once(part.items(), judged), judged);
    }

    /** Whether a larger value of the metric is a better one; {@code loss} counts as a metric. */
    public static boolean higherIsBetter(String name) {
        return !LOWER_IS_BETTER.contains(name.replace('-', '_'));
    }

    /** The metrics of a task: {@code auc} if it has two classes; those of a ranking also with another cut. */
    public static List<String> known(Task task) {
        if (task instanceof Task.Classification classification) {
            List<String> known = new ArrayList<>(JudgedLabels.known());
            known.addAll(JudgedScores.known());
            if (classification.labels().size() == 2) {
                known.add(JudgedRanks.AUC);
            }
            return known;
        }
        if (task instanceof Task.Regression) {
            return JudgedNumbers.known();
        }
        return JudgedQueries.known().stream()
                .map(base -> canonical(task, base).orElse(base))
                .toList();
    }

    private static List<String> usual(Task task) {
        if (task instanceof Task.Classification) {
            return List.of("accuracy", "f1_macro", "log_loss", "ece");
        }
        return task instanceof Task.Regression ? List.of("mae", "rmse", "r2") : List.of("ndcg@10", "mrr", "map@10");
    }

    private static Optional<String> canonical(Task task, String written) {
        return task instanceof Task.Ranking
                ? RankingMetric.read(written).map(RankingMetric::name)
                : Optional.of(written).filter(known(task)::contains);
    }

    private static String hint(String written, List<String> known) {
        return Suggestion.closest(written, known)
                .map(near -> " (did you mean '" + near + "'?)")
                .orElse("");
    }

    private Judged judged(Partition part, float[] answers) {
        if (task instanceof Task.Classification classification) {
            return classes(part, answers, classification.labels());
        }
        return task instanceof Task.Regression
                ? new JudgedNumbers(names, part.targets(), answers)
                : queries(RankedQueries.of(part, answers));
    }

    private Judged classes(Partition part, float[] answers, List<String> labels) {
        int items = part.items();
        int classes = labels.size();
        int[] actual = new int[items];
        int[] predicted = new int[items];
        for (int i = 0; i < items; i++) {
            actual[i] = (int) part.targets()[i];
            predicted[i] = announced(answers, i * classes, labels);
        }
        List<Judged> kinds = new ArrayList<>();
        kinds.add(new JudgedLabels(names, actual, predicted));
        kinds.add(new JudgedScores(names, actual, answers, classes));
        if (names.contains(JudgedRanks.AUC)) {
            kinds.add(ranks(actual, answers));
        }
        return together(kinds);
    }

    private int announced(float[] answers, int from, List<String> labels) {
        return decision.map(threshold -> threshold.announced(labels, c -> answers[from + c]))
                .orElseGet(() -> Answers.largest(answers, from, labels.size()));
    }

    /** The second class is the positive one; as its area says of two classes, so the first's does. */
    private static Judged ranks(int[] actual, float[] answers) {
        boolean[] positive = new boolean[actual.length];
        float[] scores = new float[actual.length];
        for (int i = 0; i < actual.length; i++) {
            positive[i] = actual[i] == 1;
            scores[i] = answers[2 * i + 1];
        }
        return new JudgedRanks(positive, scores);
    }

    private static Judged together(List<? extends Judged> kinds) {
        return (times, values) -> kinds.forEach(kind -> kind.over(times, values));
    }

    private Judged queries(List<RankedQuery> queries) {
        List<RankingMetric> metrics = names.stream()
                .flatMap(name -> RankingMetric.read(name).stream())
                .toList();
        return together(metrics.stream()
                .map(RankingMetric::cut)
                .distinct()
                .map(cut -> new JudgedQueries(metrics, cut, queries))
                .toList());
    }

    /** Over all items once, in the order of the names. */
    private Map<String, Double> once(int items, Judged judged) {
        int[] times = new int[items];
        Arrays.fill(times, 1);
        Map<String, Double> values = undefined();
        judged.over(times, values);
        return values;
    }

    private Map<String, Double> undefined() {
        Map<String, Double> values = new LinkedHashMap<>();
        names.forEach(name -> values.put(name, Double.NaN));
        return values;
    }

    private static boolean countable(float[] answers) {
        for (float answer : answers) {
            if (!(Math.abs(answer) <= LARGEST)) {
                return false;
            }
        }
        return true;
    }
}
