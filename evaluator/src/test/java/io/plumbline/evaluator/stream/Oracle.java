package io.plumbline.evaluator.stream;

import io.plumbline.contracts.codec.LabelCodec;
import io.plumbline.contracts.codec.PredictionCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Label;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.evaluator.Samples;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The same numbers by a batch computation over all that lies on the topics, written without the evaluator's code. */
final class Oracle {
    final Map<String, long[][]> confusion = new HashMap<>();
    final Map<String, Long> samples = new HashMap<>();
    BigDecimal absoluteErrors = BigDecimal.ZERO;
    BigDecimal squaredErrors = BigDecimal.ZERO;
    long measured;
    double ndcg;
    double reciprocalRank;
    long ranked;

    Oracle(List<ConsumerRecord<byte[], byte[]>> predictions, List<ConsumerRecord<byte[], byte[]>> labels) {
        Map<String, Truth> truths = truths(labels);
        Map<String, Prediction> firsts = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : predictions) {
            if (new PredictionCodec().decode(wire(record)) instanceof Decoded.Accepted<Prediction> accepted) {
                Prediction prediction = accepted.value();
                Tensor output = prediction.outputs().get(0);
                boolean finite = true;
                for (int i = 0; i < output.elements(); i++) {
                    finite &= Double.isFinite(output.doubleAt(i));
                }
                if (finite) {
                    firsts.putIfAbsent(prediction.id() + "@" + prediction.version(), prediction);
                }
            }
        }
        firsts.values().forEach(prediction -> {
            Truth truth = truths.get(prediction.id());
            if (truth != null) {
                judge(prediction, truth);
            }
        });
    }

    private static Map<String, Truth> truths(List<ConsumerRecord<byte[], byte[]>> records) {
        record Stated(Truth truth, long revision, long offset) {}
        Map<String, List<Stated>> byId = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (new LabelCodec().decode(wire(record)) instanceof Decoded.Accepted<Label> accepted) {
                Label label = accepted.value();
                List<Stated> stated = byId.computeIfAbsent(label.id(), id -> new ArrayList<>());
                if (label.truth() instanceof Truth.Retracted) {
                    stated.clear();
                } else {
                    stated.add(new Stated(label.truth(), label.revision().orElse(0), record.offset()));
                }
            }
        }
        Map<String, Truth> truths = new HashMap<>();
        byId.forEach((id, stated) -> stated.stream()
                .max(Comparator.comparingLong(Stated::revision).thenComparingLong(Stated::offset))
                .ifPresent(last -> truths.put(id, last.truth())));
        return truths;
    }

    private void judge(Prediction prediction, Truth truth) {
        Tensor output = prediction.outputs().get(0);
        if (output.name().equals("probabilities")) {
            int actual = truth instanceof Truth.ClassName name
                    ? Samples.CLASSES.indexOf(name.name())
                    : truth instanceof Truth.Value value ? (int) value.value() : -1;
            if (actual < 0 || actual >= output.elements()) {
                return;
            }
            int best = 0;
            for (int i = 1; i < output.elements(); i++) {
                best = output.doubleAt(i) > output.doubleAt(best) ? i : best;
            }
            confusion.computeIfAbsent(prediction.version(), v -> new long[3][3])[actual][best]++;
            samples.merge(prediction.version(), 1L, Long::sum);
        } else if (output.name().equals("value") && truth instanceof Truth.Value value) {
            double error = output.doubleAt(0) - value.value();
            absoluteErrors = absoluteErrors.add(new BigDecimal(Math.abs(error)));
            squaredErrors = squaredErrors.add(new BigDecimal(error).pow(2));
            measured++;
        } else if (output.name().equals("scores") && truth instanceof Truth.Relevance relevance) {
            rank(prediction, output, relevance.grades());
        }
    }

    /** Distinct scores only: there are no ties to settle. */
    private void rank(Prediction prediction, Tensor scores, Map<String, Double> grades) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < scores.elements(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> -scores.doubleAt(i)));
        double gained = 0;
        double first = 0;
        for (int rank = 1; rank <= Math.min(10, order.size()); rank++) {
            double grade = grades.getOrDefault(prediction.items().get(order.get(rank - 1)), 0.0);
            gained += grade / (Math.log(rank + 1) / Math.log(2));
            first = first == 0 && grade > 0 ? 1.0 / rank : first;
        }
        List<Double> best = grades.values().stream()
                .sorted(Comparator.reverseOrder())
                .limit(10)
                .toList();
        double ideal = 0;
        for (int rank = 1; rank <= best.size(); rank++) {
            ideal += best.get(rank - 1) / (Math.log(rank + 1) / Math.log(2));
        }
        if (ideal > 0) {
            ndcg += gained / ideal;
            reciprocalRank += first;
            ranked++;
        }
    }

    private static WireRecord wire(ConsumerRecord<byte[], byte[]> record) {
        List<WireHeader> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new WireHeader(header.key(), header.value())));
        return new WireRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                headers);
    }
}
