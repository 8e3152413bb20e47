package io.plumbline.contracts.checkpoint;

import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.WireFormat;
import java.util.List;

/**
 * A request as a producer would send it, with the outputs that the trainer computed for it.
 *
 * @param body the record value, encoded as {@code format} says
 */
@SuppressWarnings("ArrayRecordComponent") // A record value; never compared.
public record GoldenSample(WireFormat format, byte[] body, List<Tensor> outputs) {
    public GoldenSample {
        outputs = List.copyOf(outputs);
    }
}
