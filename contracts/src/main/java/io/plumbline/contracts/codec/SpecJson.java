package io.plumbline.contracts.codec;

import io.plumbline.contracts.checkpoint.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** The inputs or outputs of a graph. */
final class SpecJson {
    private SpecJson() {}

    static List<TensorSpec> readAll(JsonField array) throws Refusal {
        List<TensorSpec> specs = new ArrayList<>();
        for (JsonField spec : array.elements()) {
            List<Long> shape = new ArrayList<>();
            for (JsonField dimension : spec.object().required("shape").elements()) {
                shape.add(dimension.integer());
            }
            JsonField datatype = spec.required("datatype");
            specs.add(new TensorSpec(
                    spec.required("name").text(), Tensors.numeric(datatype.text(), datatype.path()), shape));
        }
        return specs;
    }
}
