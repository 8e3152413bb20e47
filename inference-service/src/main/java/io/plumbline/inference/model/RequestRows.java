package io.plumbline.inference.model;

import io.plumbline.contracts.checkpoint.FeatureEncoder;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Decoded.Rejected;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Turns requests into rows of the graph's inputs, or says what is wrong with them. What passes has the right names,
 * datatypes and shapes and only finite numbers.
 *
 * <p>Threads: any number of callers.
 */
final class RequestRows {
    private static final int MOST_BYTES = 1 << 30;

    private final List<TensorSpec> inputs;
    private final Optional<FeatureEncoder> encoder;
    private final boolean ranking;
    private final int maxRows;

    RequestRows(Manifest manifest, int maxRows) throws RefusedException {
        this.inputs = manifest.inputs();
        this.encoder = encoder(manifest);
        this.ranking = manifest.task() instanceof Task.Ranking;
        // However wide the rows, those of one request stay addressable by an int.
        int widest = inputs.stream().mapToInt(RequestRows::rowBytes).max().orElseThrow();
        this.maxRows = Math.max(1, Math.min(maxRows, MOST_BYTES / widest));
    }

    Decoded<Prepared> prepare(Request request, String where) {
        Payload payload = request.payload();
        if (payload instanceof Payload.Raw raw) {
            return raw(raw.bytes(), where);
        }
        if (payload instanceof Payload.Tensors tensors) {
            return tensors(tensors.inputs(), where);
        }
        if (payload instanceof Payload.Row row) {
            return ranking
                    ? Decoded.rejected(
                            RejectReason.MISSING_FIELD, "request has 'features', a ranking expects 'items'", where)
                    : encode(List.of(row.features()), List.of(), where);
        }
        List<Payload.Item> items = ((Payload.Items) payload).items();
        return ranking
                ? encode(
                        items.stream().map(Payload.Item::features).toList(),
                        items.stream().map(Payload.Item::item).toList(),
                        where)
                : Decoded.rejected(
                        RejectReason.UNSUPPORTED, "request has 'items', this model's task expects 'features'", where);
    }

    private Decoded<Prepared> raw(ByteBuffer bytes, String where) {
        if (inputs.size() != 1) {
            return Decoded.rejected(
                    RejectReason.UNSUPPORTED,
                    "request is the bytes of one tensor, model has " + inputs.size() + " inputs",
                    where);
        }
        TensorSpec spec = inputs.get(0);
        int rowBytes = rowBytes(spec);
        int rows = ranking ? bytes.remaining() / rowBytes : 1;
        if (bytes.remaining() == 0 || bytes.remaining() != (long) rows * rowBytes) {
            return Decoded.rejected(
                    bytes.remaining() == 0 ? RejectReason.EMPTY : RejectReason.WRONG_SHAPE,
                    "value has " + bytes.remaining() + " bytes, expected " + rowBytes + (ranking ? " per item" : "")
                            + " for '" + spec.name() + "' " + spec.datatype() + spec.shape(),
                    where);
        }
        return finish(rows, List.of(bytes.slice()), List.of(), where);
    }

    private Decoded<Prepared> tensors(List<Tensor> got, String where) {
        if (got.size() != inputs.size()) {
            return Decoded.rejected(
                    got.size() < inputs.size() ? RejectReason.MISSING_FIELD : RejectReason.UNSUPPORTED,
                    "request has " + got.size() + " inputs, model has " + inputs.size(),
                    where);
        }
        List<ByteBuffer> buffers = new ArrayList<>();
        long rows = -1;
        for (TensorSpec spec : inputs) {
            Optional<Tensor> found =
                    got.stream().filter(t -> t.name().equals(spec.name())).findFirst();
            if (found.isEmpty()) {
                return Decoded.rejected(
                        RejectReason.MISSING_FIELD,
                        "request has inputs " + got.stream().map(Tensor::name).toList() + ", model expects '"
                                + spec.name() + "'",
                        where);
            }
            Tensor tensor = found.get();
            if (tensor.datatype() != spec.datatype()) {
                return Decoded.rejected(
                        RejectReason.WRONG_DATATYPE,
                        "input '" + spec.name() + "' is " + tensor.datatype() + ", model expects " + spec.datatype(),
                        where);
            }
            long[] shape = tensor.shape();
            boolean fits = shape.length == spec.shape().size() && (ranking ? shape[0] >= 1 : shape[0] == 1);
            for (int i = 1; fits && i < shape.length; i++) {
                fits = shape[i] == spec.shape().get(i);
            }
            if (!fits || rows >= 0 && rows != shape[0]) {
                return Decoded.rejected(
                        RejectReason.WRONG_SHAPE,
                        "input '" + spec.name() + "' has shape " + Arrays.toString(shape) + ", model expects "
                                + spec.shape()
                                + (ranking ? " with -1 the number of items" : " with 1 for -1"),
                        where);
            }
            rows = shape[0];
            buffers.add(tensor.bytes());
        }
        if (rows > maxRows) {
            return tooManyRows(rows, where);
        }
        return finish((int) rows, buffers, List.of(), where);
    }

    private Decoded<Prepared> encode(List<Map<String, FeatureValue>> rows, List<String> items, String where) {
        if (encoder.isEmpty()) {
            return Decoded.rejected(
                    RejectReason.UNSUPPORTED,
                    "request names features, model takes tensors "
                            + inputs.stream().map(TensorSpec::name).toList(),
                    where);
        }
        if (rows.isEmpty()) {
            return Decoded.rejected(RejectReason.EMPTY, "request has 0 items, expected at least one", where);
        }
        if (rows.size() > maxRows) {
            return tooManyRows(rows.size(), where);
        }
        int width = encoder.get().width();
        float[] values = new float[Math.multiplyExact(rows.size(), width)];
        for (int i = 0; i < rows.size(); i++) {
            String place = items.isEmpty() ? where : where + " item '" + items.get(i) + "'";
            Optional<Rejected<float[]>> refusal = encoder.get().encode(rows.get(i), values, i * width, place);
            if (refusal.isPresent()) {
                return refusal.get().as();
            }
        }
        return finish(
                rows.size(),
                List.of(Tensor.floats("", new long[] {values.length}, values).bytes()),
                items,
                where);
    }

    private Decoded<Prepared> finish(int rows, List<ByteBuffer> buffers, List<String> items, String where) {
        if (rows > maxRows) {
            return tooManyRows(rows, where);
        }
        for (int i = 0; i < buffers.size(); i++) {
            TensorSpec spec = inputs.get(i);
            int bad = FiniteScan.firstNonFinite(spec.datatype(), buffers.get(i));
            if (bad >= 0) {
                return Decoded.rejected(
                        RejectReason.NON_FINITE_INPUT,
                        "input '" + spec.name() + "' is NaN or infinite at element " + bad
                                + ", expected finite numbers",
                        where);
            }
        }
        // Without ids of its own, a candidate is known by its place.
        List<String> ids = ranking && items.isEmpty()
                ? IntStream.range(0, rows).mapToObj(Integer::toString).toList()
                : items;
        return Decoded.accepted(new Prepared(rows, buffers, ids));
    }

    private Rejected<Prepared> tooManyRows(long rows, String where) {
        return Decoded.rejected(
                RejectReason.TOO_LARGE, "request has " + rows + " rows, expected at most " + maxRows, where);
    }

    static int rowBytes(TensorSpec spec) {
        return Math.multiplyExact(spec.elementsPerRow(), spec.datatype().bytes());
    }

    /** One row of zeros, or of whatever that stands for. */
    Prepared zeros() {
        List<ByteBuffer> rows = inputs.stream()
                .map(spec -> ByteBuffer.allocate(rowBytes(spec)).order(ByteOrder.LITTLE_ENDIAN))
                .toList();
        return new Prepared(1, rows, ranking ? List.of("0") : List.of());
    }

    private static Optional<FeatureEncoder> encoder(Manifest manifest) throws RefusedException {
        List<Step> steps = manifest.preprocessing();
        if (steps.stream().allMatch(step -> step instanceof Step.ScaleImage)) {
            return Optional.empty(); // Done by the graph's first nodes, or nothing to do.
        }
        FeatureEncoder encoder;
        try {
            encoder = new FeatureEncoder(steps);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(RefusalReason.WRONG_PREPROCESSING, String.valueOf(e.getMessage()));
        }
        TensorSpec input = manifest.inputs().get(0);
        String target = steps.get(steps.size() - 1) instanceof Step.Assemble assemble ? assemble.input() : "";
        if (manifest.inputs().size() != 1
                || !input.name().equals(target)
                || input.datatype() != Datatype.FP32
                || input.elementsPerRow() != encoder.width()) {
            throw new RefusedException(
                    RefusalReason.WRONG_PREPROCESSING,
                    "preprocessing fills '" + target + "' with " + encoder.width() + " FP32 per row, manifest has "
                            + manifest.inputs());
        }
        return Optional.of(encoder);
    }
}
