package io.plumbline.evaluator.api;

import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import io.plumbline.metrics.classification.CalibrationBin;
import io.plumbline.metrics.classification.ProbabilityScores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reliability curve: how sure the model was of its class, and how often it was right. Empty bins are left out. */
final class CalibrationJson {
    private CalibrationJson() {}

    static Map<String, Object> of(VersionKey version, Tally tally, View view) {
        Optional<ProbabilityScores> scores = tally.net(view).probabilities();
        Map<String, Object> body = MetricsJson.named(version);
        body.put("view", view.label());
        body.put("samples", scores.map(ProbabilityScores::samples).orElse(0L));
        scores.filter(some -> some.samples() > 0).ifPresent(some -> body.put("ece", some.ece()));
        List<Map<String, Object>> bins = new ArrayList<>();
        for (CalibrationBin bin : scores.map(ProbabilityScores::calibration).orElse(List.of())) {
            if (bin.samples() > 0) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("lower", bin.lower());
                one.put("upper", bin.upper());
                one.put("samples", bin.samples());
                one.put("mean_confidence", bin.meanConfidence());
                one.put("accuracy", bin.accuracy());
                bins.add(one);
            }
        }
        body.put("bins", bins);
        return body;
    }
}
