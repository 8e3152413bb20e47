package io.plumbline.inference.model;

import io.plumbline.contracts.checkpoint.GoldenSample;
import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Decoded.Accepted;
import io.plumbline.contracts.event.Decoded.Rejected;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sends a checkpoint's golden samples the way that requests take, one by one and then together, and compares the
 * answers with the trainer's. Together, because a graph that mixes the rows of a batch is right one by one.
 *
 * <p>Elements are compared within the {@link Tolerance}; names, datatypes and shapes must be equal.
 */
final class GoldenCheck {
    private final RequestCodec codec = new RequestCodec();
    private final ServedModel model;
    private final List<GoldenSample> samples;
    private final Tolerance tolerance;
    private final String where;

    GoldenCheck(ServedModel model, List<GoldenSample> samples, Tolerance tolerance, String where) {
        this.model = model;
        this.samples = samples;
        this.tolerance = tolerance;
        this.where = where;
    }

    /** The samples' requests; empty when there are none. */
    List<Prepared> prepare() throws RefusedException {
        List<Prepared> prepared = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            String place = where + " sample " + i;
            Decoded<Prepared> decoded =
                    codec.decode(record(samples.get(i), i)).flatMap(request -> prepareOne(request, place));
            if (decoded instanceof Rejected<Prepared> rejected) {
                throw new RefusedException(
                        RefusalReason.GOLDEN_MISMATCH, "golden sample is rejected: " + rejected.describe());
            }
            prepared.add(((Accepted<Prepared>) decoded).value());
        }
        return prepared;
    }

    private Decoded<Prepared> prepareOne(Request request, String place) {
        return model.prepare(request, place);
    }

    /** @param together most requests in one call */
    void compare(List<Prepared> prepared, int together) throws RefusedException {
        for (int i = 0; i < prepared.size(); i++) {
            check(i, run(prepared.subList(i, i + 1), i).get(0));
        }
        for (int from = 0; together > 1 && from < prepared.size(); from += together) {
            List<Prepared> batch = prepared.subList(from, Math.min(prepared.size(), from + together));
            List<ItemOutcome> outcomes = run(batch, from);
            for (int i = 0; i < batch.size(); i++) {
                check(from + i, outcomes.get(i));
            }
        }
    }

    private List<ItemOutcome> run(List<Prepared> batch, int from) throws RefusedException {
        try {
            return model.predict(batch);
        } catch (ModelFailure failure) {
            throw mismatch(from, "batch of " + batch.size() + " from here failed: " + Failures.describe(failure));
        }
    }

    private void check(int index, ItemOutcome outcome) throws RefusedException {
        if (outcome instanceof ItemOutcome.Refused refused) {
            throw mismatch(index, refused.message());
        }
        List<Tensor> got = ((ItemOutcome.Answered) outcome).outputs();
        for (Tensor expected : samples.get(index).outputs()) {
            Tensor tensor = got.stream()
                    .filter(output -> output.name().equals(expected.name()))
                    .findFirst()
                    .orElseThrow(() -> mismatch(index, "model gives no output '" + expected.name() + "'"));
            compare(index, tensor, expected);
        }
        if (samples.get(index).outputs().isEmpty()) {
            throw mismatch(index, "sample has no outputs, expected those that the trainer computed");
        }
    }

    private void compare(int index, Tensor got, Tensor expected) throws RefusedException {
        if (got.datatype() != expected.datatype() || !Arrays.equals(got.shape(), expected.shape())) {
            throw mismatch(index, "output is " + got + ", expected " + expected);
        }
        for (int i = 0; i < got.elements(); i++) {
            double a = got.doubleAt(i);
            double b = expected.doubleAt(i);
            if (!tolerance.accepts(got.datatype(), a, b)) {
                throw mismatch(
                        index,
                        "output '" + got.name() + "' is " + a + " at element " + i + ", the trainer had " + b
                                + ", expected it within " + tolerance.absolute() + " + " + tolerance.relative()
                                + " of that");
            }
        }
    }

    private RefusedException mismatch(int index, String problem) {
        return new RefusedException(RefusalReason.GOLDEN_MISMATCH, problem + " (" + where + " sample " + index + ")");
    }

    private WireRecord record(GoldenSample sample, int index) {
        return new WireRecord(
                where,
                0,
                index,
                0,
                null,
                sample.body(),
                List.of(WireHeader.of(Headers.CONTENT_TYPE, sample.format().contentType())));
    }
}
