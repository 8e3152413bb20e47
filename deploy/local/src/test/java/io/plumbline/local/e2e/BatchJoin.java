package io.plumbline.local.e2e;

import io.plumbline.broker.TopicReader;
import io.plumbline.contracts.codec.LabelCodec;
import io.plumbline.contracts.codec.PredictionCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Label;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the evaluator should have found, worked out afterwards from the two topics as they stand: every prediction with the
 * label that its id ends at.
 *
 * <p>Plain loops over maps, with nothing of the evaluator in it: first all labels are read to their end, then each
 * prediction looks up its own. No step is ever taken back, so an error in taking back cannot be repeated here.
 *
 * @param predictions every committed prediction, in topic order
 * @param finalTruths what is true of an id after all labels; an id whose label was withdrawn is absent
 * @param readableLabels label records that are labels, retractions included
 * @param brokenLabels label records that are none
 */
record BatchJoin(List<Prediction> predictions, Map<String, Truth> finalTruths, long readableLabels, long brokenLabels) {
    /** A prediction and what is true. */
    record Pair(Prediction prediction, Truth truth) {}

    /** A label as long as nothing newer is known. */
    private record Standing(Truth truth, long revision, long timeMillis) {}

    static BatchJoin over(TopicReader reader) {
        Map<String, Standing> standing = new LinkedHashMap<>();
        LabelCodec labelCodec = new LabelCodec();
        long readable = 0;
        long broken = 0;
        for (ConsumerRecord<byte[], byte[]> record : reader.readAll(PipelineFixture.TOPICS.labels())) {
            if (labelCodec.decode(wire(record)) instanceof Decoded.Accepted<Label> accepted) {
                readable++;
                Label label = accepted.value();
                standing.merge(label.id(), standing(label, record.timestamp()), BatchJoin::newer);
            } else {
                broken++;
            }
        }
        Map<String, Truth> truths = new LinkedHashMap<>();
        standing.forEach((id, label) -> {
            if (!(label.truth() instanceof Truth.Retracted)) {
                truths.put(id, label.truth());
            }
        });
        return new BatchJoin(predictions(reader), truths, readable, broken);
    }

    /** Every committed prediction, in topic order. */
    static List<Prediction> predictions(TopicReader reader) {
        List<Prediction> predictions = new ArrayList<>();
        PredictionCodec predictionCodec = new PredictionCodec();
        for (ConsumerRecord<byte[], byte[]> record : reader.readAll(PipelineFixture.TOPICS.predictions())) {
            Decoded<Prediction> decoded = predictionCodec.decode(wire(record));
            if (!(decoded instanceof Decoded.Accepted<Prediction> accepted)) {
                throw new AssertionError("the inference service wrote what is no prediction: " + decoded);
            }
            predictions.add(accepted.value());
        }
        return predictions;
    }

    private static Standing standing(Label label, long recordMillis) {
        return new Standing(
                label.truth(),
                label.revision().orElse(0),
                label.time().map(time -> time.toEpochMilli()).orElse(recordMillis));
    }

    /** A higher revision, else a later time; a retraction withdraws whatever came before it. */
    private static Standing newer(Standing old, Standing next) {
        if (next.truth() instanceof Truth.Retracted) {
            return new Standing(next.truth(), old.revision(), Math.max(old.timeMillis(), next.timeMillis()));
        }
        boolean wins = next.revision() > old.revision()
                || next.revision() == old.revision() && next.timeMillis() >= old.timeMillis();
        return wins ? next : old;
    }

    /** The predictions of one version whose truth is known. */
    List<Pair> pairs(String version) {
        List<Pair> pairs = new ArrayList<>();
        for (Prediction prediction : predictions) {
            Truth truth = finalTruths.get(prediction.id());
            if (truth != null && prediction.version().equals(version)) {
                pairs.add(new Pair(prediction, truth));
            }
        }
        return pairs;
    }

    static WireRecord wire(ConsumerRecord<byte[], byte[]> record) {
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
