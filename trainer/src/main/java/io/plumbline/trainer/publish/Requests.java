package io.plumbline.trainer.publish;

import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.trainer.dataset.Example;
import java.util.Optional;

/** Examples as the records that a producer would send: tensors as bytes, named features as JSON. */
final class Requests {
    private final RequestCodec codec = new RequestCodec();
    private final String model;

    Requests(String model) {
        this.model = model;
    }

    WireFormat format(Example example) {
        return example.payload() instanceof Payload.Raw ? WireFormat.OCTET_STREAM : WireFormat.JSON;
    }

    WireMessage encode(Example example) {
        return codec.encode(new Request(example.id(), Optional.of(model), example.payload(), format(example)));
    }

    /** The record's value. */
    byte[] body(Example example) {
        byte[] value = encode(example).value();
        if (value == null) {
            throw new IllegalStateException("request " + example.id() + " encodes to no value");
        }
        return value;
    }
}
