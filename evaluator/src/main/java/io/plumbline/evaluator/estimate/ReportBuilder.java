package io.plumbline.evaluator.estimate;

import io.plumbline.evaluator.statistic.Statistics;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import io.plumbline.metrics.classification.ClassCounts;
import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.estimate.Bounds;
import io.plumbline.metrics.estimate.CalibrationGap;
import io.plumbline.metrics.estimate.CorrectedConfusion;
import io.plumbline.metrics.estimate.Estimate;
import io.plumbline.metrics.estimate.ExpectedConfusion;
import io.plumbline.metrics.ranking.RankingQuality;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects a report, version by version, and leaves out what is undefined. */
final class ReportBuilder {
    /** A version of more classes has no metrics for each: three to six series a class and view. */
    private static final int MOST_CLASSES = 20;

    private final List<EstimateReport.Value> values = new ArrayList<>();
    private final List<EstimateReport.Samples> samples = new ArrayList<>();
    private final List<EstimateReport.Bound> bounds = new ArrayList<>();
    private final List<EstimateReport.Gap> gaps = new ArrayList<>();
    private VersionKey version = VersionKey.NONE;
    private Optional<List<String>> names = Optional.empty();

    /** What comes is of this version. */
    ReportBuilder about(VersionKey next, Tally tally) {
        version = next;
        names = tally.classNames();
        return this;
    }

    EstimateReport build() {
        return new EstimateReport(values, samples, bounds, gaps);
    }

    void corrected(String window, CorrectedConfusion corrected) {
        EstimateReport.Scope scope = scope(window, EstimateReport.CORRECTED);
        if (corrected.samples() == 0) {
            return;
        }
        samples.add(new EstimateReport.Samples(scope, corrected.samples()));
        value(scope, "accuracy", corrected.accuracy());
        value(scope, "balanced_accuracy", corrected.balancedAccuracy());
        value(scope, "precision_macro", corrected.precisionMacro());
        value(scope, "recall_macro", corrected.recallMacro());
        value(scope, "f1_macro", corrected.f1Macro());
        value(scope, "f1_micro", corrected.accuracy());
        value(scope, "f1_weighted", corrected.f1Weighted());
        if (corrected.classes().size() <= MOST_CLASSES) {
            for (int c : corrected.classes()) {
                ofClass(scope, "precision", c, corrected.precision(c));
                ofClass(scope, "recall", c, corrected.recall(c));
                ofClass(scope, "f1", c, corrected.f1(c));
            }
        }
    }

    void expected(String window, ExpectedConfusion expected) {
        EstimateReport.Scope scope = scope(window, EstimateReport.EXPECTED);
        if (expected.samples() == 0) {
            return;
        }
        samples.add(new EstimateReport.Samples(scope, expected.samples()));
        value(scope, "accuracy", expected.accuracy());
        value(scope, "precision_macro", unsure(expected.precisionMacro()));
        value(scope, "recall_macro", unsure(expected.recallMacro()));
        value(scope, "f1_macro", unsure(expected.f1Macro()));
        value(scope, "f1_micro", expected.accuracy());
        if (expected.classes() <= MOST_CLASSES) {
            for (int c = 0; c < expected.classes(); c++) {
                ofClass(scope, "precision", c, expected.precision(c));
                ofClass(scope, "recall", c, unsure(expected.recall(c)));
                ofClass(scope, "f1", c, unsure(expected.f1(c)));
            }
        }
    }

    void gap(CalibrationGap gap) {
        gaps.add(new EstimateReport.Gap(version, gap));
    }

    /** Of means over the labelled pairs of a view, {@code unlabelled} predictions being without a label. */
    void bounds(String window, View view, Statistics labelled, long unlabelled, @Nullable Double largestError) {
        EstimateReport.Scope scope = scope(window, view.label());
        ConfusionCounts confusion = labelled.confusion();
        // Panes and tallies are read one after the other: a label can be seen a moment before its prediction.
        long missing = Math.max(0, unlabelled);
        if (confusion.samples() > 0) {
            double correct =
                    confusion.classes().stream().mapToLong(ClassCounts::tp).sum();
            bound(scope, "accuracy", Bounds.ofMean(correct, confusion.samples(), missing, 0, 1));
        }
        if (labelled.regression().samples() > 0 && largestError != null) {
            bound(
                    scope,
                    "mae",
                    Bounds.ofMean(
                            labelled.regression().absoluteErrorSum(),
                            labelled.regression().samples(),
                            missing,
                            0,
                            largestError));
        }
        if (labelled.ranking().samples() > 0) {
            ranking(scope, labelled.ranking(), missing);
        }
    }

    /** A query that turns out to have no relevant item is in no mean, and so moves it to neither end. */
    private void ranking(EstimateReport.Scope scope, RankingQuality quality, long missing) {
        String cut = "@" + quality.definition().cut();
        long scored = quality.samples();
        bound(scope, "mrr", Bounds.ofMean(quality.reciprocalRankSum(), scored, missing, 0, 1));
        bound(scope, "ndcg" + cut, Bounds.ofMean(quality.ndcgSum(), scored, missing, 0, 1));
        bound(scope, "map" + cut, Bounds.ofMean(quality.averagePrecisionSum(), scored, missing, 0, 1));
        bound(scope, "hit_rate" + cut, Bounds.ofMean(quality.hitSum(), scored, missing, 0, 1));
        bound(scope, "recall" + cut, Bounds.ofMean(quality.recallSum(), scored, missing, 0, 1));
    }

    /** Of each class, over all predictions since the first; all of them must have had probabilities. */
    void classBounds(Tally tally) {
        EstimateReport.Scope scope = scope(Estimator.CUMULATIVE, View.PROVISIONAL.label());
        ConfusionCounts labelled = tally.net(View.PROVISIONAL).confusion();
        int classes = tally.expected().classes();
        if (classes > MOST_CLASSES || labelled.samples() == 0) {
            return;
        }
        long missing = Math.max(0, tally.expected().samples() - labelled.samples());
        for (int c = 0; c < classes; c++) {
            ClassCounts counts = labelled.of(c);
            long asIt = Math.max(0, tally.expected().announced(c) - counts.tp() - counts.fp());
            long other = Math.max(0, missing - asIt);
            ofClass(scope, "precision", c, Bounds.ofPrecision(counts, asIt));
            ofClass(scope, "recall", c, Bounds.ofRecall(counts, asIt, other));
            ofClass(scope, "f1", c, Bounds.ofF1(counts, asIt, other));
        }
    }

    private EstimateReport.Scope scope(String window, String view) {
        return new EstimateReport.Scope(version, window, view);
    }

    private static Estimate unsure(double value) {
        return new Estimate(value, Double.NaN);
    }

    private void value(EstimateReport.Scope scope, String metric, Estimate estimate) {
        value(scope, metric, Optional.empty(), estimate);
    }

    private void ofClass(EstimateReport.Scope scope, String metric, int c, Estimate estimate) {
        value(scope, metric, Optional.of(label(c)), estimate);
    }

    private void value(EstimateReport.Scope scope, String metric, Optional<String> label, Estimate estimate) {
        if (Double.isFinite(estimate.value())) {
            values.add(new EstimateReport.Value(scope, metric, label, estimate));
        }
    }

    private void bound(EstimateReport.Scope scope, String metric, Bounds ends) {
        bound(scope, metric, Optional.empty(), ends);
    }

    private void ofClass(EstimateReport.Scope scope, String metric, int c, Bounds ends) {
        bound(scope, metric, Optional.of(label(c)), ends);
    }

    private void bound(EstimateReport.Scope scope, String metric, Optional<String> label, Bounds ends) {
        if (Double.isFinite(ends.lower()) && Double.isFinite(ends.upper())) {
            bounds.add(new EstimateReport.Bound(scope, metric, label, ends));
        }
    }

    /** The class's name, or its index where it has none. */
    private String label(int c) {
        return names.filter(known -> c < known.size())
                .map(known -> known.get(c))
                .orElse(Integer.toString(c));
    }
}
