package io.plumbline.contracts.event;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one version said about one request.
 *
 * <p>Outputs by task: classification {@code probabilities[1, classes]}, regression {@code value[1, 1]}, ranking
 * {@code scores[items]} in request order.
 *
 * @param id the request's
 * @param checkpoint sha256 of the ONNX file that answered, or "" when a record does not say
 * @param label the class that the model announces, for classification
 * @param classIndex its index, where a {@link io.plumbline.contracts.checkpoint.Decision} chose it; empty for the class of the largest
 *     probability. A reader that knows no class names judges by it
 * @param items the candidates' ids in request order, for ranking; else empty
 * @param source the request's {@code topic-partition-offset}, or "" when a record does not say
 * @param format JSON or protobuf; a request that came as octet-stream is answered in protobuf
 * @param forwarded the request's {@code ce_*}, {@code traceparent} and {@code tracestate} headers
 * @param timestampMillis the request's, since the epoch
 */
public record Prediction(
        String id,
        String model,
        String version,
        String checkpoint,
        Role role,
        Optional<String> label,
        OptionalInt classIndex,
        List<String> items,
        List<Tensor> outputs,
        String source,
        WireFormat format,
        List<WireHeader> forwarded,
        long timestampMillis) {
    public Prediction {
        if (classIndex.isPresent() && classIndex.getAsInt() < 0) {
            throw new IllegalArgumentException("class index is " + classIndex.getAsInt() + ", expected >= 0");
        }
        items = List.copyOf(items);
        outputs = List.copyOf(outputs);
        forwarded = List.copyOf(forwarded);
    }

    /** The output of that name, or empty. */
    public Optional<Tensor> output(String name) {
        return outputs.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
    }
}
