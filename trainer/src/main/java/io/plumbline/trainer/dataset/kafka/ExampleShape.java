package io.plumbline.trainer.dataset.kafka;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.config.Suggestion;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.SplitConfig;
import io.plumbline.trainer.dataset.image.ImageItems;
import io.plumbline.trainer.dataset.image.ImageShape;
import io.plumbline.trainer.dataset.table.FeatureConfig;
import io.plumbline.trainer.dataset.table.QueryItems;
import io.plumbline.trainer.dataset.table.RowItems;
import io.plumbline.trainer.dataset.table.Tabular;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What requests carry, and how that becomes the rows of a data set: features by name, candidates of a query, or an image.
 *
 * @param image {@code [channels, height, width]} of the tensor that requests carry; empty if they carry features
 * @param exclude features that are left out
 */
record ExampleShape(List<Integer> image, List<String> exclude, FeatureConfig features) {
    static ExampleShape from(Settings data, FeatureConfig features) {
        List<Integer> image = data.has("shape") ? data.sizes("shape") : List.of();
        if (data.has("shape") && image.size() != 3) {
            data.problem("shape", "is " + image + ", expected [channels, height, width]");
        }
        return new ExampleShape(image, data.texts("exclude"), features);
    }

    /** @param provenance so far; what was selected is added to it */
    Dataset dataset(
            TaskConfig task, Selection selection, SplitConfig split, String sha256, Map<String, Object> provenance) {
        selection.requireSome(provenance);
        String kind = task.kind(selection.examples());
        if (kind.equals(TaskConfig.RANKING)) {
            return queries(selection, split, sha256, provenance);
        }
        TruthReader truths = kind.equals(TaskConfig.REGRESSION)
                ? new TruthReader.Values(task.unit())
                : TruthReader.Classes.of(task.classes(), selection.examples());
        selection.leaveOut(example -> truths.problem(example.truth()));
        return image.isEmpty()
                ? rows(truths, task, selection, split, sha256, provenance)
                : images(truths, task, selection, split, sha256, provenance);
    }

    private Dataset rows(
            TruthReader truths,
            TaskConfig task,
            Selection selection,
            SplitConfig split,
            String sha256,
            Map<String, Object> provenance) {
        selection.leaveOut(example -> example.payload() instanceof Payload.Row
                ? Optional.empty()
                : Optional.of(carries(example, "features of one row; for a tensor set data.shape")));
        FeatureKinds kinds = new FeatureKinds(exclude);
        selection.examples().forEach(example -> kinds.count(row(example)));
        selection.leaveOut(example -> kinds.problem(row(example)));
        finish(selection, provenance);
        requireExcluded(kinds);
        List<Labelled> examples = selection.examples();
        RequestRows rows = new RequestRows(kinds);
        examples.forEach(example -> rows.add(row(example), example.where()));
        float[] targets = targets(examples, truths);
        RowItems items = new RowItems(rows, targets, i -> examples.get(i).id(), i -> truths.truth(targets[i]));
        return new Tabular(rows, items, features)
                .dataset(
                        truths.task(),
                        task.logTarget(),
                        split.split(order(examples, targets, truths)),
                        sha256,
                        provenance);
    }

    private Dataset images(
            TruthReader truths,
            TaskConfig task,
            Selection selection,
            SplitConfig split,
            String sha256,
            Map<String, Object> provenance) {
        ImageShape of = new ImageShape(image.get(0), image.get(1), image.get(2));
        selection.leaveOut(example -> Tensors.problem(example.payload(), of));
        finish(selection, provenance);
        List<Labelled> examples = selection.examples();
        float[] targets = targets(examples, truths);
        List<String> ids = examples.stream().map(Labelled::id).toList();
        ImageItems items = new ImageItems(
                of,
                targets,
                (i, into, offset) ->
                        System.arraycopy(Tensors.values(examples.get(i).payload()), 0, into, offset, of.size()),
                ids::get,
                i -> truths.truth(targets[i]));
        return items.dataset(
                truths.task(),
                task.logTarget(),
                split.split(order(examples, targets, truths)),
                () -> sha256,
                provenance);
    }

    private Dataset queries(Selection selection, SplitConfig split, String sha256, Map<String, Object> provenance) {
        selection.leaveOut(ExampleShape::queryProblem);
        FeatureKinds kinds = new FeatureKinds(exclude);
        selection.examples().forEach(example -> judged(example).forEach(item -> kinds.count(item.features())));
        selection.leaveOut(example -> judged(example).stream()
                .map(item -> kinds.problem(item.features()))
                .flatMap(Optional::stream)
                .findFirst());
        selection.unjudgedItems(selection.examples().stream()
                .mapToLong(example -> items(example).size() - judged(example).size())
                .sum());
        finish(selection, provenance);
        requireExcluded(kinds);
        List<Labelled> examples = selection.examples();
        RequestRows rows = new RequestRows(kinds);
        List<int[]> queries = new ArrayList<>();
        List<String> candidates = new ArrayList<>();
        List<Float> grades = new ArrayList<>();
        TreeSet<Integer> occurring = new TreeSet<>();
        for (Labelled example : examples) {
            List<Integer> query = new ArrayList<>();
            for (Payload.Item item : judged(example)) {
                query.add(rows.add(item.features(), example.where() + " item '" + item.item() + "'"));
                candidates.add(item.item());
                double grade = grades(example).getOrDefault(item.item(), 0.0);
                grades.add((float) grade);
                occurring.add((int) grade);
            }
            queries.add(query.stream().mapToInt(row -> row).toArray());
        }
        float[] ofRows = new float[grades.size()];
        for (int row = 0; row < ofRows.length; row++) {
            ofRows[row] = grades.get(row);
        }
        QueryItems items =
                new QueryItems(rows, examples.stream().map(Labelled::id).toList(), queries, ofRows, candidates::get);
        return new Tabular(rows, items, features)
                .dataset(
                        new Task.Ranking(List.copyOf(occurring)),
                        false,
                        split.split(TimedOrder.ofQueries(examples)),
                        sha256,
                        provenance);
    }

    private static Optional<String> queryProblem(Labelled example) {
        if (!(example.payload() instanceof Payload.Items)) {
            return Optional.of(carries(example, "candidates of a query"));
        }
        if (!(example.truth() instanceof Truth.Relevance)) {
            return Optional.of("the label is " + example.truth() + ", expected grades of items");
        }
        if (judged(example).isEmpty()) {
            return Optional.of("none of the query's items is judged, expected at least one");
        }
        return grades(example).values().stream().allMatch(grade -> grade == Math.rint(grade) && grade <= 1e6)
                ? Optional.empty()
                : Optional.of("the grades are " + grades(example).values() + ", expected whole numbers up to 1000000");
    }

    /** The candidates that the label judges: what it leaves out may be as good as any. */
    private static List<Payload.Item> judged(Labelled example) {
        Map<String, Double> grades = grades(example);
        return items(example).stream()
                .filter(item -> grades.containsKey(item.item()))
                .toList();
    }

    private static List<Payload.Item> items(Labelled example) {
        return example.payload() instanceof Payload.Items query ? query.items() : List.of();
    }

    private static Map<String, Double> grades(Labelled example) {
        return example.truth() instanceof Truth.Relevance relevance ? relevance.grades() : Map.of();
    }

    private static Map<String, io.plumbline.contracts.event.FeatureValue> row(Labelled example) {
        return example.payload() instanceof Payload.Row row ? row.features() : Map.of();
    }

    private static String carries(Labelled example, String expected) {
        return "the request carries " + example.payload().getClass().getSimpleName() + ", expected " + expected;
    }

    private static float[] targets(List<Labelled> examples, TruthReader truths) {
        float[] targets = new float[examples.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = truths.target(examples.get(i).truth());
        }
        return targets;
    }

    private static TimedOrder order(List<Labelled> examples, float[] targets, TruthReader truths) {
        return new TimedOrder(
                examples,
                () -> truths.task() instanceof Task.Classification
                        ? SplitConfig.classStrata(targets)
                        : SplitConfig.quantileStrata(targets));
    }

    private static void finish(Selection selection, Map<String, Object> provenance) {
        selection.requireSome(new LinkedHashMap<>(provenance));
        provenance.put("examples", selection.counts());
    }

    private void requireExcluded(FeatureKinds kinds) {
        List<String> problems = exclude.stream()
                .filter(name -> !kinds.found().contains(name))
                .map(name -> "data.exclude names '" + name + "', which no request carries"
                        + Suggestion.closest(name, kinds.found())
                                .map(near -> " (did you mean '" + near + "'?)")
                                .orElse("")
                        + ", expected some of " + kinds.found())
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidExperimentException("experiment", problems);
        }
    }
}
